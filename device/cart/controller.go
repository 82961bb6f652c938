package cart

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"endcap/device"
	"endcap/device/intake"
	"endcap/offers/journal"
	"endcap/scanner/gs1"
)

// ErrStale is returned by Remove and Pay when the basket is no longer the one
// that was meant. Nothing was done, and the View says so.
var ErrStale = errors.New("the basket has changed meanwhile. Please look at it again")

// ErrNoLabel is returned by Locate when a label is named.
var ErrNoLabel = errors.New("a cart has no labels; leave the label out")

// errNoCard is a sentence for the shopper.
var errNoCard = errors.New("this cart takes no cards")

// Options are what a controller is made of.
type Options struct {
	// Place is the name of the cart: where its goods are counted, and how
	// its baskets are numbered.
	Place string
	// Opening is the incarnation of the store, which the names of baskets tell.
	Opening string
	Store   Store
	Light   device.Light // may be nil
	// Card reads a shopper's card; nil takes none.
	Card Card
	// Rises lets a new price book raise the prices of what lies in an open
	// basket; else its things keep what they cost when they were scanned.
	Rises bool
	// Now is the time by which offers begin and goods expire; nil is time.Now.
	Now func() time.Time
	Log *slog.Logger // may be nil
}

// Controller runs a State: one goroutine owns it, and everyone else sends
// wishes and looks at the View.
type Controller struct {
	place   string
	opening string
	store   Store
	now     func() time.Time
	log     *slog.Logger
	lamp    *device.Lamp
	card    Card
	rises   bool

	wishes *device.Queue[wish]
	book   chan struct{}
	view   device.Latest[View]
}

// wish finds out what is needed to decide about something asked of the
// controller. It runs in the goroutine that owns the state.
type wish func() (Event, error)

// New returns a controller. Nothing happens before Run.
func New(o Options) *Controller {
	log := o.Log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Controller{
		now: o.Now, place: o.Place, opening: o.Opening, store: o.Store, log: log, lamp: device.NewLamp(o.Light, log), card: o.Card, rises: o.Rises,
		wishes: device.NewQueue[wish](QueueLen), book: make(chan struct{}, 1),
	}
}

// Locate blinks the light beside the scanner for a time. It returns at once.
// No label may be named.
func (c *Controller) Locate(label string, lit time.Duration) error {
	if label != "" {
		return ErrNoLabel
	}
	c.lamp.ShowFor(device.Find, lit)
	return nil
}

// BookChanged says that the price book in force may be another one. It
// returns at once.
func (c *Controller) BookChanged() {
	select {
	case c.book <- struct{}{}:
	default: // the controller is about to look anyway
	}
}

// View returns what the shopper sees now.
func (c *Controller) View() View { return c.view.Get() }

// Watch tells of newer views, as device.Latest does.
func (c *Controller) Watch() (<-chan struct{}, func()) { return c.view.Watch() }

// Run goes on with the stored basket until ctx ends. It may be called once.
// A fault of the store while running is shown and survived; one at the start
// ends Run.
func (c *Controller) Run(ctx context.Context) error {
	defer c.wishes.Close()
	b, _, err := c.store.Basket()
	if err != nil {
		return fmt.Errorf("cart: read the basket: %w", err)
	}
	s := c.allow(c.reread(NewState(c.place, c.opening, b)))

	var lamp sync.WaitGroup
	defer lamp.Wait()
	lit, putOut := context.WithCancel(ctx)
	defer putOut()
	lamp.Go(func() { c.lamp.Run(lit) })

	tick := time.NewTicker(RepriceEvery)
	defer tick.Stop()
	idle := time.NewTimer(ShopperIdle)
	defer idle.Stop()
	for {
		c.view.Set(s.View(c.now()))
		select {
		case <-ctx.Done():
			return nil
		case w := <-c.wishes.Requests():
			idle.Reset(ShopperIdle)
			s, err = c.grant(ctx, s, w.What)
			c.view.Set(s.View(c.now())) // before the answer, so that who asked sees it
			w.Answer(err)
		case <-c.book:
			s = c.reread(s)
		case <-tick.C:
			s, _ = c.allow(s).On(Ticked{}, c.now())
		case <-idle.C:
			s, _ = s.On(SignedOut{Idle: true}, c.now())
		}
	}
}

// grant decides on a wish and does what follows from it. A scan done before
// is as good as done now.
func (c *Controller) grant(ctx context.Context, s State, w wish) (State, error) {
	now := c.now()
	s, e, err := c.ask(c.allow(s), w)
	var next State
	var effects []Effect
	if err == nil {
		next, effects = s.On(e, now)
		err = c.commit(ctx, effects)
	}
	if err != nil {
		next, effects = s.On(NotStored{e, err}, now)
		next = c.allow(next) // what is left may be why
	}
	c.signal(effects)
	if errors.Is(err, journal.ErrSeen) {
		return next, nil
	}
	for _, f := range effects {
		switch f := f.(type) {
		case Stale:
			return next, ErrStale
		case Refuse:
			return next, f.Why
		}
	}
	return next, err
}

// ask has a wish look into what it needs while one price book is in force, and
// brings the state that book: what is scanned is never of another one than the
// basket and its offers.
func (c *Controller) ask(s State, w wish) (_ State, e Event, err error) {
	for range bookTries {
		before, _ := c.store.Book()
		if before.Edition() != s.book {
			s = c.reread(s)
		}
		e, err = w()
		if after, _ := c.store.Book(); after.Edition() == before.Edition() {
			break
		}
	}
	return s, e, err
}

// commit makes the step among effects durable. It finishes what has begun even
// while the program ends.
func (c *Controller) commit(ctx context.Context, effects []Effect) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), StoreTimeout)
	defer cancel()
	for _, f := range effects {
		if f, ok := f.(Commit); ok {
			if err := c.store.Do(ctx, f.Step); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c *Controller) signal(effects []Effect) {
	for _, f := range effects {
		if f, ok := f.(Signal); ok {
			c.lamp.Show(f.Signal)
		}
	}
}

// allow brings the state what the device may still give away.
func (c *Controller) allow(s State) State {
	now := c.now()
	if left := c.store.Left(now); !slices.Equal(left, s.left) {
		s, _ = s.On(Granted{left}, now)
	}
	return s
}

// reread brings the state the price book in force. A book that cannot be
// read leaves the prices as they were.
func (c *Controller) reread(s State) State {
	var products []gs1.GTIN
	for _, l := range s.basket.Lines {
		products = append(products, l.Product.GTIN)
	}
	b, err := intake.ReadBook(c.store, products)
	if err != nil {
		c.log.Error("price book cannot be read; prices stay as they were", slog.Any("error", err))
		return s
	}
	s, _ = s.On(BookChanged{b, c.rises}, c.now())
	return s
}
