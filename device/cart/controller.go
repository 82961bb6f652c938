package cart

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"endcap/device"
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

// BookChanged says that the price book in force, or what the device was
// granted, may be another one. It returns at once.
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

	var beside sync.WaitGroup
	defer beside.Wait()
	lit, putOut := context.WithCancel(ctx)
	defer putOut()
	beside.Go(func() { c.lamp.Run(lit) })

	tick := time.NewTicker(RepriceEvery)
	defer tick.Stop()
	idle := time.NewTimer(ShopperIdle)
	defer idle.Stop()
	think := time.NewTimer(ThinkAfter)
	defer think.Stop()
	thoughts := make(chan Thought, 1) // at most one is on its way
	thinking := false
	for {
		c.view.Set(s.View(c.now()))
		select {
		case <-ctx.Done():
			return nil
		case w := <-c.wishes.Requests():
			idle.Reset(ShopperIdle)
			think.Reset(ThinkAfter)
			s, err = c.grant(ctx, s, w.What)
			c.view.Set(s.View(c.now())) // before the answer, so that who asked sees it
			w.Answer(err)
		case <-c.book:
			s = c.follow(c.allow(s)) // a grant alone keeps the offers, and with them what a return is priced by
			think.Reset(ThinkAfter)
		case <-tick.C:
			s, _ = c.allow(s).On(Ticked{}, c.now())
			think.Reset(ThinkAfter)
		case <-think.C:
			if !thinking && (len(s.basket.Lines)+len(s.basket.Coupons) > 0 || s.shopper != nil) {
				thinking = true
				now, about := c.now(), s
				beside.Go(func() { thoughts <- about.Think(c.store, now) })
			}
		case t := <-thoughts:
			thinking = false
			if s, _ = s.On(t, c.now()); t.turn != s.turn {
				think.Reset(ThinkAfter)
			}
		case <-idle.C:
			s, _ = s.On(SignedOut{Idle: true}, c.now())
		}
	}
}
