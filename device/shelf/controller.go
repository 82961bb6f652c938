package shelf

import (
	"context"
	"errors"
	"fmt"
	"image"
	"log/slog"
	"sync"
	"time"

	"endcap/device"
	"endcap/device/intake"
	"endcap/offers"
	"endcap/offers/catalog"
	"endcap/offers/journal"
	"endcap/offers/money"
	"endcap/scanner"
	"endcap/scanner/gs1"
)

// Errors of a shelf.
var (
	// ErrNoLabel is returned when no label has this id, or it has no light.
	ErrNoLabel   = errors.New("shelf: no such label")
	errNoDisplay = errors.New("no display is connected")
)

// Place is one place of the shelf with its label.
type Place struct {
	Label   string // id of the label, unique
	Place   string // where the goods are counted: "A3-1"
	GTIN    gs1.GTIN
	Display device.Display // nil while none is connected
	Light   device.Light   // may be nil
}

// Options are what a controller is made of.
type Options struct {
	Places []Place // at most MaxLabels
	Store  Store
	Light  device.Light // beside the scanner of the staff; may be nil
	// Code makes the QR code of a link, one pixel a module.
	Code    func(link string) (image.Image, error)
	Layouts []gs1.Layout // of variable-measure numbers
	Log     *slog.Logger // may be nil
}

// Controller runs a State: one goroutine owns it, one more each display, and
// everyone else sends wishes and looks at the View.
type Controller struct {
	places  []Place
	store   Store
	layouts []gs1.Layout
	log     *slog.Logger
	lamp    *device.Lamp
	panels  map[string]*panel // by label

	wishes *device.Queue[wish]
	book   chan struct{}
	view   device.Latest[View]
}

// wish finds out what is needed to decide about something asked of the
// controller. It runs in the goroutine that owns the state.
type wish func(now time.Time) (Event, error)

// New returns a controller. Nothing happens before Run.
func New(o Options) *Controller {
	log := o.Log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	c := &Controller{
		places: o.Places, store: o.Store, layouts: o.Layouts, log: log, lamp: device.NewLamp(o.Light, log),
		panels: make(map[string]*panel, len(o.Places)),
		wishes: device.NewQueue[wish](QueueLen), book: make(chan struct{}, 1),
	}
	for _, place := range o.Places {
		p := &panel{display: place.Display, code: o.Code, report: c.report, lamp: device.NewLamp(place.Light, log)}
		p.changed, _ = p.wanted.Watch()
		c.panels[place.Label] = p
	}
	return c
}

// Scan stocks the thing with this symbol and returns when that is durable, or
// when it was refused (which the View says, and which is no error). An error
// means that nothing was done and the scan may be tried again; after a ctx
// that ended early it may have been done, so such a retry needs a Symbol.ID.
func (c *Controller) Scan(ctx context.Context, sym scanner.Symbol) error {
	return c.wishes.Ask(ctx, func(now time.Time) (Event, error) {
		t, err := intake.Read(sym, c.layouts, now, c.store.Product)
		return Scanned{t}, err
	})
}

// BookChanged says that the price book in force may be another one. It
// returns at once.
func (c *Controller) BookChanged() {
	select {
	case c.book <- struct{}{}:
	default: // the controller is about to look anyway
	}
}

// Find blinks the light of a label. It returns at once; it returns ErrNoLabel
// when there is no such label.
func (c *Controller) Find(_ context.Context, label string) error {
	p, ok := c.panels[label]
	if !ok {
		return fmt.Errorf("%w: %q", ErrNoLabel, label)
	}
	p.lamp.Show(device.Find)
	return nil
}

// LabelPNG returns the picture that the panel of a label shows since this
// start, false while it shows none.
func (c *Controller) LabelPNG(label string) ([]byte, bool) {
	p, ok := c.panels[label]
	if !ok {
		return nil, false
	}
	b := p.picture.Get()
	return b, b != nil
}

// View returns what the shelf shows now.
func (c *Controller) View() View { return c.view.Get() }

// Watch tells of newer views, as device.Latest does.
func (c *Controller) Watch() (<-chan struct{}, func()) { return c.view.Watch() }

func (c *Controller) report(ctx context.Context, e Event) error {
	return c.wishes.Ask(ctx, func(time.Time) (Event, error) { return e, nil })
}

// Run stocks, draws and redraws until ctx ends. It may be called once. A fault
// of the store while running is shown and survived; one at the start, or
// labels that cannot be told apart, ends Run.
func (c *Controller) Run(ctx context.Context) error {
	defer c.wishes.Close()
	s, err := c.start()
	if err != nil {
		return err
	}
	var parts sync.WaitGroup
	defer parts.Wait()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	parts.Go(func() { c.lamp.Run(ctx) })
	for _, place := range c.places {
		p := c.panels[place.Label]
		parts.Go(func() { p.run(ctx) })
		parts.Go(func() { p.lamp.Run(ctx) })
	}

	s = c.reread(s)
	tick := time.NewTicker(RedrawEvery)
	defer tick.Stop()
	for {
		c.view.Set(s.View(time.Now()))
		select {
		case <-ctx.Done():
			return nil
		case w := <-c.wishes.Requests():
			s, err = c.grant(ctx, s, w.What)
			c.view.Set(s.View(time.Now())) // before the answer, so that who asked sees it
			w.Answer(err)
		case <-c.book:
			s = c.reread(s)
		case <-tick.C:
			now := time.Now()
			next, effects := s.On(Ticked{}, now)
			s = next
			c.do(effects)
		}
	}
}

func (c *Controller) start() (State, error) {
	if len(c.places) > MaxLabels || len(c.panels) != len(c.places) {
		return State{}, fmt.Errorf("shelf: %d labels with %d different ids; give each its own, at most %d", len(c.places), len(c.panels), MaxLabels)
	}
	onHand := make([]int64, len(c.places))
	for i, p := range c.places {
		var err error
		if onHand[i], err = c.store.OnHand(p.Place, p.GTIN); err != nil {
			return State{}, fmt.Errorf("shelf: count %s at %s: %w", p.GTIN, p.Place, err)
		}
	}
	return NewState(c.places, onHand), nil
}

// grant decides on a wish and does what follows from it.
func (c *Controller) grant(ctx context.Context, s State, w wish) (State, error) {
	now := time.Now()
	e, err := w(now)
	if err != nil {
		s, effects := s.On(NotStored{e, err}, now)
		c.do(effects)
		return s, err
	}
	next, effects := s.On(e, now)
	for _, f := range effects {
		f, ok := f.(Commit)
		if !ok {
			continue
		}
		if err := c.commit(ctx, f.Step); err != nil {
			s, effects := s.On(NotStored{e, err}, now)
			c.do(effects)
			if errors.Is(err, journal.ErrSeen) {
				return s, nil
			}
			return s, err
		}
	}
	c.do(effects)
	return next, nil
}

// commit finishes a step that has begun even while the program ends.
func (c *Controller) commit(ctx context.Context, step journal.Step) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), StoreTimeout)
	defer cancel()
	return c.store.Do(ctx, step)
}

// do passes on everything but commits; nothing here waits.
func (c *Controller) do(effects []Effect) {
	for _, f := range effects {
		switch f := f.(type) {
		case Draw:
			c.panels[f.Facts.ID].wanted.Set(f.Facts)
		case Signal:
			c.lamp.Show(f.Signal)
			if p, ok := c.panels[f.Label]; ok {
				p.lamp.Show(f.Signal)
			}
		}
	}
}

// reread brings the state the price book in force. A book that cannot be
// read leaves the labels as they were.
func (c *Controller) reread(s State) State {
	e, err := c.readBook()
	if err != nil {
		c.log.Error("price book cannot be read; labels stay as they were", slog.Any("error", err))
		return s
	}
	s, effects := s.On(e, time.Now())
	c.do(effects)
	return s
}

func (c *Controller) readBook() (BookChanged, error) {
	m, ok := c.store.Book()
	if !ok {
		return BookChanged{}, nil
	}
	e := BookChanged{Book: m.Version, Link: m.Link, Products: map[gs1.GTIN]catalog.Product{}}
	cur, err := money.ParseCurrency(m.Currency)
	if err != nil {
		return e, err
	}
	list, err := c.store.Offers()
	if err != nil {
		return e, err
	}
	if e.Offers, err = offers.Compile(cur, list); err != nil {
		return e, err
	}
	for _, place := range c.places {
		p, known, err := c.store.Product(place.GTIN)
		if err != nil {
			return e, err
		}
		if known {
			e.Products[place.GTIN] = p
		}
	}
	return e, nil
}
