package shelf

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"endcap/device/intake"
	"endcap/offers/journal"
	"endcap/scanner/gs1"
)

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
		c.view.Set(s.View(c.now()))
		select {
		case <-ctx.Done():
			return nil
		case w := <-c.wishes.Requests():
			s, err = c.grant(ctx, s, w.What)
			c.view.Set(s.View(c.now())) // before the answer, so that who asked sees it
			w.Answer(err)
		case <-c.book:
			s = c.reread(s)
		case <-tick.C:
			now := c.now()
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
	onHand, err := c.onHand()
	if err != nil {
		return State{}, err
	}
	return NewState(c.places, onHand), nil
}

// onHand reads what lies at each place.
func (c *Controller) onHand() (all []int64, err error) {
	all = make([]int64, len(c.places))
	for i, p := range c.places {
		if all[i], err = c.store.OnHand(p.Place, p.GTIN); err != nil {
			return nil, fmt.Errorf("shelf: count %s at %s: %w", p.GTIN, p.Place, err)
		}
	}
	return all, nil
}

// grant decides on a wish and does what follows from it. A scan done before
// is as good as done now.
func (c *Controller) grant(ctx context.Context, s State, w wish) (State, error) {
	now := c.now()
	e, err := w()
	var next State
	var effects []Effect
	if err == nil {
		next, effects = s.On(e, now)
		err = c.commit(ctx, effects)
	}
	if err != nil {
		next, effects = s.On(NotStored{e, err}, now)
	}
	c.do(effects)
	if errors.Is(err, journal.ErrSeen) {
		return next, nil
	}
	return next, err
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

// do passes on everything but commits; nothing here waits.
func (c *Controller) do(effects []Effect) {
	for _, f := range effects {
		switch f := f.(type) {
		case Draw:
			c.panels[f.Facts.ID].wanted.Set(f)
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
	products := make([]gs1.GTIN, len(c.places))
	for i, p := range c.places {
		products[i] = p.GTIN
	}
	b, err := intake.ReadBook(c.store, products)
	if err != nil {
		c.log.Error("price book cannot be read; labels stay as they were", slog.Any("error", err))
		return s
	}
	b.LogUnknown(c.log)
	b.Link = cmp.Or(c.links, b.Link)
	s, effects := s.On(BookChanged{b}, c.now())
	c.do(effects)
	return s
}
