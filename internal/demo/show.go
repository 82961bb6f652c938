package demo

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"endcap/configs"
	"endcap/device/cart"
	"endcap/device/shelf"
	"endcap/internal/stage"
	"endcap/offers/catalog"
)

// show holds a thing before a camera, once for each piece, and waits until
// the device has stored what follows from it.
func (t *tale) show(ctx context.Context, s configs.DemoStep) error {
	dev, who := t.cart, "cart"
	if s.Do == configs.Stock {
		dev, who = t.shelf, "staff"
	}
	p := catalog.Product{Name: s.Text}
	if s.Text == "" {
		var err error
		if p, err = t.shop.named(s.Product); err != nil {
			return err
		}
	}
	for range s.Pieces {
		written, err := dev.Written(ctx)
		if err != nil {
			return err
		}
		if err := t.hold(dev, s, p); err != nil {
			return err
		}
		if err := stage.Until(ctx, stepWait, "the scan is stored", func() (bool, error) {
			n, err := dev.Written(ctx)
			return n > written, err
		}); err != nil {
			return err
		}
		t.count(s, p)
	}
	return t.report(ctx, dev, who, s, p)
}

// hold draws a thing and holds it before a camera.
func (t *tale) hold(dev *stage.Process, s configs.DemoStep, p catalog.Product) error {
	t.pictures++
	img, err := draw(s, p, t.story.Link, t.today, uint64(t.pictures))
	if err != nil {
		return err
	}
	return stage.Drop(filepath.Join(t.dir, dev.Name+"-pictures"), fmt.Sprintf("%04d.png", t.pictures), img)
}

// present shows a coupon to the cart and waits until it says what it is good
// for, or what it lacks. A coupon is told of with the sale, so no event counts.
func (t *tale) present(ctx context.Context, s configs.DemoStep) error {
	if err := t.hold(t.cart, s, catalog.Product{Name: s.Text}); err != nil {
		return err
	}
	var said string
	err := stage.Until(ctx, stepWait, "the coupon is in the basket", func() (bool, error) {
		var v cart.View
		err := t.cart.View(ctx, &v)
		for _, c := range v.Coupons {
			if c.Code == s.Text && c.Offer+c.Why != "" {
				said = c.Offer
				if said == "" {
					said = "not used yet: " + c.Why
				}
			}
		}
		return said != "", err
	})
	if err == nil {
		t.tell("cart", happens, "coupon %s: %s", s.Text, said)
	}
	return err
}

// count keeps what the ledger must say in the end.
func (t *tale) count(s configs.DemoStep, p catalog.Product) {
	if s.Expect != "" {
		t.refused = append(t.refused, s.Expect)
		return
	}
	at := place{GTIN: p.GTIN, Lot: s.Lot, Where: theCart}
	if s.Do == configs.Stock {
		at.Where = t.labels[p.GTIN]
	} else {
		t.inCart++
	}
	n := int64(1)
	if s.As == configs.Weight {
		at.Grams, n = true, int64(s.Grams)
	}
	t.level[at] += n
}

// word is what a device's page says about the thing it was shown last.
type word struct {
	bad    bool
	notice string
	have   int64 // pieces in the cart, or of this product at its place
	taken  string
}

// report tells what the device says. Its page follows the store by a moment,
// so the story waits for the word that it expects.
func (t *tale) report(ctx context.Context, dev *stage.Process, who string, s configs.DemoStep, p catalog.Product) error {
	look, want := t.lookAtCart, t.inCart
	if s.Do == configs.Stock {
		look, want = t.lookAtShelf, t.onShelf(p)
	}
	var w word
	err := stage.Until(ctx, askWait, "the page says so", func() (so bool, err error) {
		w, err = look(ctx, s, p)
		if s.Expect != "" {
			return w.bad && w.notice != t.notices[dev.Name], err
		}
		return !w.bad && w.have == want, err
	})
	if err != nil {
		return fmt.Errorf("demo: the %s says of %s: %q, and has %d of %d: %w", dev.Name, p.Name, w.notice, w.have, want, err)
	}
	t.notices[dev.Name] = w.notice
	if w.bad {
		t.tell(who, refused, "%s", w.notice)
	} else {
		t.tell(who, happens, "%s", w.taken)
	}
	return nil
}

// onShelf is how many pieces of a product the story has stocked.
func (t *tale) onShelf(p catalog.Product) (n int64) {
	for at, level := range t.level {
		if at.GTIN == p.GTIN && at.Where == t.labels[p.GTIN] {
			n += level
		}
	}
	return n
}

func (t *tale) lookAtShelf(ctx context.Context, s configs.DemoStep, p catalog.Product) (word, error) {
	var v shelf.View
	err := t.shelf.View(ctx, &v)
	w := word{bad: v.Bad, notice: v.Notice, taken: fmt.Sprintf("%d × %s on %s%s", s.Pieces, p.Name, t.labels[p.GTIN], lot(s))}
	for _, l := range v.Labels {
		if l.GTIN == p.GTIN {
			w.have = l.OnHand
		}
	}
	return w, err
}

func (t *tale) lookAtCart(ctx context.Context, _ configs.DemoStep, p catalog.Product) (word, error) {
	var v cart.View
	err := t.cart.View(ctx, &v)
	w := word{bad: v.Bad, notice: v.Notice}
	for _, l := range v.Lines {
		w.have += l.Quantity
		if l.GTIN != p.GTIN {
			continue
		}
		w.taken = fmt.Sprintf("%-24s %6s", p.Name, l.Net.Decimal())
		for _, r := range l.Reasons {
			w.taken += fmt.Sprintf("  (%s: -%s)", strings.TrimPrefix(r.Name+", "+r.Text, ", "), r.Saved.Decimal())
		}
	}
	w.taken += fmt.Sprintf("   total %s", v.Total)
	return w, err
}

func lot(s configs.DemoStep) string {
	if s.Lot == "" {
		return ""
	}
	return fmt.Sprintf(", lot %s, %d days left", s.Lot, s.Expires)
}
