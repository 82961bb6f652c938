package cart

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"time"

	"endcap/device/intake"
	"endcap/offers/basket"
	"endcap/offers/journal"
	"endcap/offers/quota"
	"endcap/scanner/gs1"
)

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
	}
	next = c.allow(next) // what is left may be why, or is less by now
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
		s = c.follow(s)
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
	left := c.store.Left(now)
	var void []string
	changed := !slices.Equal(left, s.left)
	for _, k := range s.basket.Coupons {
		v := c.void(s, k, left, now)
		if v {
			void = append(void, k.Code)
		}
		changed = changed || v != k.Void
	}
	if changed {
		s, _ = s.On(Granted{left, void}, now)
	}
	return s
}

// void reports whether every offer that a coupon is for was granted with
// serial numbers of which this one is none, or is no more.
func (c *Controller) void(s State, k basket.Coupon, left []quota.Left, now time.Time) bool {
	if k.GS1 == nil || k.GS1.Serial == 0 {
		return false
	}
	ids, _ := s.offers.Calls(called(k))
	void := false
	for _, id := range ids {
		if slices.ContainsFunc(left, func(l quota.Left) bool { return l.Offer == id && l.Coupons }) {
			if c.store.Coupon(now, id, k.GS1.Serial) == nil {
				return false
			}
			void = true
		}
	}
	return void
}

// follow brings the state the price book in force, if that is another one.
func (c *Controller) follow(s State) State {
	if m, _ := c.store.Book(); m.Edition() != s.book {
		return c.reread(s)
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
	b.LogUnknown(c.log)
	s, _ = s.On(BookChanged{b, c.rises}, c.now())
	return s
}
