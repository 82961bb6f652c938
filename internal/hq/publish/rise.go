package publish

import (
	"context"
	"fmt"
	"slices"
	"time"

	"endcap/internal/hq/ledger"
	"endcap/offers"
	"endcap/offers/catalog"
	"endcap/scanner/gs1"
)

// Hours are those of each day at which a store is open, by the clocks of its
// zone. Where it closes no later than it opens, that is the next day.
type Hours struct {
	Opens, Closes time.Time // of which only hour and minute count
	Zone          *time.Location
}

// ParseHours reads hours such as "08:00-20:00".
func ParseHours(s string, zone *time.Location) (h Hours, err error) {
	const form = "15:04"
	var opens, closes string
	if len(s) == len("08:00-20:00") && s[5] == '-' {
		opens, closes = s[:5], s[6:]
	}
	if h.Opens, err = time.Parse(form, opens); err == nil {
		h.Closes, err = time.Parse(form, closes)
	}
	if err != nil {
		return Hours{}, fmt.Errorf(`publish: %.40q are no hours; write them like "08:00-20:00"`, s)
	}
	h.Zone = zone
	return h, nil
}

// Closing returns when the store closes next, false where it is closed at t.
func (h Hours) Closing(t time.Time) (time.Time, bool) {
	local := t.In(h.Zone)
	on := func(day int, at time.Time) time.Time {
		return time.Date(local.Year(), local.Month(), local.Day()+day, at.Hour(), at.Minute(), 0, 0, h.Zone)
	}
	over := 0
	if !h.Opens.Before(h.Closes) {
		over = 1
	}
	for day := -over; day <= 0; day++ {
		if closes := on(day+over, h.Closes); !t.Before(on(day, h.Opens)) && t.Before(closes) {
			return closes.UTC(), true
		}
	}
	return time.Time{}, false
}

// notBefore returns when a book that is published now comes into force, zero
// for at once: a price that rises waits until the store is closed.
func (b *Book) notBefore(log ledger.Prices, here func(*offers.Offer) bool, now time.Time) (time.Time, error) {
	if b.Hours == nil {
		return time.Time{}, nil
	}
	closes, open := b.Hours.Closing(now)
	if !open {
		return time.Time{}, nil
	}
	r, err := newReckoning(log, b.Prior, b.Products[0].Price.Currency, b.Offers, here, now)
	if err != nil {
		return time.Time{}, err
	}
	rises := func(p catalog.Product) bool {
		was := log.Of(p.GTIN)
		i := was.At(now)
		return i >= 0 && was[i].Kind != catalog.NotSold && r.price(p, now).Minor > was[i].Minor
	}
	if !slices.ContainsFunc(b.Products, rises) {
		return time.Time{}, nil
	}
	return closes, nil
}

// recallsWait refuses a book that would keep a recall waiting.
func (b *Book) recallsWait(ctx context.Context, l *ledger.Ledger, tenant, store string, until time.Time) error {
	kept, err := l.Books(ctx, tenant, store, 1)
	if err != nil || len(kept) == 0 {
		return err
	}
	t, err := readText(ctx, l, kept[0])
	if err != nil {
		return err
	}
	before, err := t.book()
	if err != nil {
		return err
	}
	known := map[gs1.GTIN][]string{}
	for _, p := range before.Products {
		known[p.GTIN] = p.Recalled
	}
	for _, p := range b.Products {
		for _, lot := range p.Recalled {
			if !slices.Contains(known[p.GTIN], lot) {
				return fmt.Errorf("%w: it calls back lot %s of product %s (%s), and would wait until %s because prices rise in it; publish the recall first, without what rises, or let prices rise now",
					ErrFile, lot, p.GTIN, p.Name, until.In(b.Hours.Zone).Format("2006-01-02 15:04"))
			}
		}
	}
	return nil
}
