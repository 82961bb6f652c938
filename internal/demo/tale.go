package demo

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"time"

	"endcap/configs"
	"endcap/device/cart"
	"endcap/device/shelf"
	"endcap/internal/hq"
	"endcap/internal/stage"
	"endcap/scanner/gs1"
	"endcap/sync/wire"
)

type version = wire.Manifest

// place is what the story counts for itself, to compare with the ledger.
type place struct {
	GTIN  gs1.GTIN
	Lot   string
	Where string
	Grams bool
}

// tale is a story while it is told.
type tale struct {
	*teller
	story configs.Demo
	shop  *shop
	dir   string
	today time.Time

	hq          *hq.HQ
	net         *stage.Network
	cart, shelf *stage.Process

	pictures int
	level    map[place]int64   // what must lie where
	inCart   int64             // pieces
	refused  []string          // causes of the refusals, in their order
	notices  map[string]string // what each device said last
	labels   map[gs1.GTIN]string
}

// play does one step after the other.
func (t *tale) play(ctx context.Context, fast bool) error {
	for i, s := range t.story.Steps {
		if s.Say != "" {
			t.tell("story", chapter, "%s", s.Say)
			continue
		}
		if err := t.act(ctx, s); err != nil {
			return fmt.Errorf("step %d (%s %s): %w", i+1, s.Do, s.Product, err)
		}
		t.step()
		if !fast {
			select {
			case <-time.After(time.Duration(t.story.Pace)):
			case <-ctx.Done():
				return ctx.Err()
			}
		}
	}
	return nil
}

func (t *tale) act(ctx context.Context, s configs.DemoStep) error {
	ctx, cancel := context.WithTimeout(ctx, stepWait)
	defer cancel()
	switch s.Do {
	case configs.Stock, configs.Scan:
		return t.show(ctx, s)
	case configs.Present:
		return t.present(ctx, s)
	case configs.Remove:
		return t.remove(ctx, s)
	case configs.Pay:
		return t.pay(ctx)
	case configs.Price:
		return t.price(ctx, s)
	case configs.Network:
		if s.Is == "away" {
			t.net.Cut()
			t.tell("story", happens, "the network is cut")
			return nil
		}
		t.tell("story", happens, "the network is back")
		return t.net.Up(context.WithoutCancel(ctx))
	case configs.Kill:
		return t.kill(ctx)
	default:
		return fmt.Errorf("demo: nobody knows how to %q", s.Do)
	}
}

// remove presses the button on the newest line of a product.
func (t *tale) remove(ctx context.Context, s configs.DemoStep) error {
	p, err := t.shop.named(s.Product)
	if err != nil {
		return err
	}
	var v cart.View
	if err := t.cart.View(ctx, &v); err != nil {
		return err
	}
	for _, l := range v.Lines {
		if l.GTIN != p.GTIN {
			continue
		}
		if err := t.cart.Post(ctx, "remove", url.Values{
			"basket": {v.Basket}, "line": {strconv.Itoa(l.Number)}, "quantity": {strconv.Itoa(s.Pieces)},
		}); err != nil {
			return err
		}
		t.level[place{GTIN: p.GTIN, Lot: l.Lot, Where: theCart}] -= int64(s.Pieces)
		t.inCart -= int64(s.Pieces)
		if err := t.cart.View(ctx, &v); err != nil {
			return err
		}
		t.tell("cart", happens, "%d × %s taken out   total %s", s.Pieces, p.Name, v.Total)
		return nil
	}
	return fmt.Errorf("demo: no %s lies in the cart", p.Name)
}

// pay closes the basket; what lay in the cart is sold.
func (t *tale) pay(ctx context.Context) error {
	var v cart.View
	if err := t.cart.View(ctx, &v); err != nil {
		return err
	}
	if err := t.cart.Post(ctx, "pay", url.Values{"basket": {v.Basket}, "total": {v.Total.String()}}); err != nil {
		return err
	}
	for at := range t.level {
		if at.Where == theCart {
			t.level[at] = 0
		}
	}
	t.inCart = 0
	if err := t.cart.View(ctx, &v); err != nil {
		return err
	}
	if v.Closed == nil {
		return errors.New("demo: the cart does not say that the basket was paid")
	}
	t.tell("cart", happens, "paid: %d pieces, %s (%s saved)", v.Closed.Pieces, v.Closed.Total, v.Closed.Saved)
	return nil
}

// price publishes a book with one other price and waits until label and cart
// say it.
func (t *tale) price(ctx context.Context, s configs.DemoStep) error {
	was, is, err := t.shop.reprice(s.Product, s.To)
	if err != nil {
		return err
	}
	p, err := t.shop.named(s.Product)
	if err != nil {
		return err
	}
	m, err := t.publish(ctx)
	if err != nil {
		return err
	}
	t.tell("hq", happens, "price book %d: %s was %s, is %s", m.Version, p.Name, was, is)
	if err := t.ready(ctx, m.Version); err != nil {
		return err
	}
	t.tell("shelf", happens, "label %s drawn again: %s", t.labels[p.GTIN], is)
	var v cart.View
	if err := t.cart.View(ctx, &v); err != nil {
		return err
	}
	t.tell("cart", happens, "priced again   total %s", v.Total)
	return nil
}

// ready waits until cart and shelf sell by this version of the price book and
// every label shows it.
func (t *tale) ready(ctx context.Context, version uint64) error {
	return stage.Until(ctx, stepWait, fmt.Sprintf("price book %d is in force", version), func() (bool, error) {
		var c cart.View
		if err := t.cart.View(ctx, &c); err != nil || c.Book != version {
			return false, err
		}
		var v shelf.View
		if err := t.shelf.View(ctx, &v); err != nil || v.Book != version {
			return false, err
		}
		for _, l := range v.Labels {
			p, err := t.shop.product(l.GTIN)
			if err != nil || l.Shown.IsZero() || l.Price != p.Price {
				return false, err
			}
		}
		return true, nil
	})
}

// kill takes the power from the cart and gives it back.
func (t *tale) kill(ctx context.Context) error {
	var before, after cart.View
	if err := t.cart.View(ctx, &before); err != nil {
		return err
	}
	t.cart.Kill()
	t.tell("cart", happens, "no power (SIGKILL)")
	if err := t.cart.Start(ctx); err != nil {
		return err
	}
	if err := t.cart.View(ctx, &after); err != nil {
		return err
	}
	if after.Total != before.Total || len(after.Lines) != len(before.Lines) {
		return fmt.Errorf("demo: the basket was %d lines for %s and is %d lines for %s", len(before.Lines), before.Total, len(after.Lines), after.Total)
	}
	t.tell("cart", happens, "back: %d lines   total %s", len(after.Lines), after.Total)
	return nil
}
