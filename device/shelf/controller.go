package shelf

import (
	"context"
	"errors"
	"fmt"
	"image"
	"log/slog"
	"time"

	"endcap/device"
	"endcap/device/intake"
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
	Code func(link string) (image.Image, error)
	// Links is where the links in the codes begin, "" where the price book says.
	Links string
	// Now is the time by which offers begin and goods expire; nil is time.Now.
	Now func() time.Time
	Log *slog.Logger // may be nil
}

// Controller runs a State: one goroutine owns it, one more each display, and
// everyone else sends wishes and looks at the View.
type Controller struct {
	places []Place
	store  Store
	links  string
	now    func() time.Time
	log    *slog.Logger
	lamp   *device.Lamp
	panels map[string]*panel // by label

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
	c := &Controller{
		now: o.Now, places: o.Places, store: o.Store, links: o.Links, log: log, lamp: device.NewLamp(o.Light, log),
		panels: make(map[string]*panel, len(o.Places)),
		wishes: device.NewQueue[wish](QueueLen), book: make(chan struct{}, 1),
	}
	for _, place := range o.Places {
		p := &panel{display: place.Display, code: o.Code, report: c.report, now: o.Now, lamp: device.NewLamp(place.Light, log)}
		p.changed, _ = p.wanted.Watch()
		c.panels[place.Label] = p
	}
	return c
}

// Scan stocks a thing, as intake.Read returns it, and returns when that is
// durable, or when it was refused (which the View says, and which is no error).
// An error means that nothing was done and the scan may be tried again; after a
// ctx that ended early it may have been done, so such a retry needs a Symbol.ID.
func (c *Controller) Scan(ctx context.Context, thing intake.Thing) error {
	return c.wishes.Ask(ctx, func() (Event, error) {
		t, err := thing.LookUp(c.store.Product)
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
	if label == "" {
		return fmt.Errorf("%w: %q", ErrNoLabel, label)
	}
	return c.Locate(label, device.FindTime)
}

// Locate is Find for a time of the caller's; with "" it blinks the light beside
// the scanner.
func (c *Controller) Locate(label string, lit time.Duration) error {
	if label == "" {
		c.lamp.ShowFor(device.Find, lit)
		return nil
	}
	p, ok := c.panels[label]
	if !ok {
		return fmt.Errorf("%w: %q", ErrNoLabel, label)
	}
	p.lamp.ShowFor(device.Find, lit)
	return nil
}

// Recount reads again what is on hand, after somebody counted.
func (c *Controller) Recount(ctx context.Context) error {
	return c.wishes.Ask(ctx, func() (Event, error) {
		onHand, err := c.onHand()
		return Recounted{onHand}, err
	})
}

// Redraw has every label drawn anew, though it says what it shall say. It
// returns when that is asked of the panels, which take their time.
func (c *Controller) Redraw(ctx context.Context) error {
	return c.wishes.Ask(ctx, func() (Event, error) { return RedrawAsked{}, nil })
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
	return c.wishes.Ask(ctx, func() (Event, error) { return e, nil })
}
