package shopper

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"endcap/scanner/gs1"
)

// Check says what cannot be right in a token, for headquarters.
func (t Token) Check() error {
	switch {
	case t.Tenant == "" || len(t.Tenant) > MaxName:
		return fmt.Errorf("shopper: a tenant of %d bytes; name the retailer in 1 to %d", len(t.Tenant), MaxName)
	case !pseudonym(t.ID):
		return fmt.Errorf("shopper: an id of %d bytes; write 1 to %d letters, digits, - or _", len(t.ID), MaxName)
	case t.Issued.IsZero() || !t.Until.After(t.Issued):
		return fmt.Errorf("shopper: it ends before it is issued; let until be later than issued")
	case t.Until.Sub(t.Issued) > MaxLife:
		return fmt.Errorf("shopper: it is good for %s; let it be %s at most and issue the next one then", t.Until.Sub(t.Issued), MaxLife)
	case t.Visits < 0 || t.Visits > MaxFigure || t.Points < 0 || t.Points > MaxFigure:
		return fmt.Errorf("shopper: %d visits and %d points; both are 0 to %d", t.Visits, t.Points, int64(MaxFigure))
	}
	return cmp.Or(t.checkOffers(), t.checkGoods())
}

func (t Token) checkOffers() error {
	for i, s := range t.Segments {
		if s == "" || len(s) > MaxName {
			return fmt.Errorf("shopper: segments[%d] has %d bytes; use 1 to %d", i, len(s), MaxName)
		}
	}
	for i, u := range t.Used {
		if u.Offer == "" || u.Today < 0 || u.Times < u.Today || u.Times > MaxFigure {
			return fmt.Errorf("shopper: used[%d]: name the offer, and how often it was used: today, and that and more in all", i)
		}
	}
	for i, p := range t.Progress {
		if p.Offer == "" {
			return fmt.Errorf("shopper: progress[%d] names no offer", i)
		}
		if err := p.Made.Check(); err != nil {
			return fmt.Errorf("shopper: progress[%d]: %w", i, err)
		}
	}
	return nil
}

func (t Token) checkGoods() error {
	if slices.Contains(t.Favourites, 0) || slices.Contains(t.Recommended, 0) {
		return fmt.Errorf("shopper: one of the favourites or recommended is no product; write its GTIN")
	}
	for i, d := range t.Due {
		if d.GTIN == 0 || d.Days < 1 || d.Days > MaxDays || d.Last == (gs1.Date{}) {
			return fmt.Errorf("shopper: due[%d]: name the product, the day it was bought last, and 1 to %d days between two purchases", i, MaxDays)
		}
	}
	return nil
}

// pseudonym is what can stand in the name of an account.
func pseudonym(id string) bool {
	other := func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && r != '-' && r != '_'
	}
	return id != "" && len(id) <= MaxName && !strings.ContainsFunc(id, other)
}
