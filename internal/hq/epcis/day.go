package epcis

import (
	"fmt"
	"time"

	"endcap/internal/hq/ledger"
)

// days are the first and the last day of a range, "" for no bound.
type days struct {
	from, to string
	// after and before hold all that may be on those days anywhere on Earth.
	after, before time.Time
}

func (r Range) days() (d days, err error) {
	const day = 24 * time.Hour
	d.from, d.to = r.From, r.To
	for _, b := range [...]struct {
		day    string
		bound  *time.Time
		beyond time.Duration
	}{{r.From, &d.after, -day}, {r.To, &d.before, 2 * day}} {
		if b.day == "" {
			continue
		}
		t, err := time.Parse(time.DateOnly, b.day)
		if err != nil {
			return d, fmt.Errorf("%w: %.40q is no day: write it like 2026-11-21", ErrRange, b.day)
		}
		*b.bound = t.Add(b.beyond)
	}
	if d.from != "" && d.to != "" && d.from > d.to {
		return d, fmt.Errorf("%w: the first day %s comes after the last day %s", ErrRange, d.from, d.to)
	}
	return d, nil
}

// near is true for a moment that may be on one of the days. What is not need
// not be read.
func (d days) near(t time.Time) bool {
	return (d.from == "" || !t.Before(d.after)) && (d.to == "" || t.Before(d.before))
}

// hold is true for a moment on one of the days, by its own clock.
func (d days) hold(t time.Time) bool {
	day := t.Format(time.DateOnly)
	return (d.from == "" || day >= d.from) && (d.to == "" || day <= d.to)
}

// takes is true for an entry of the tenant and the store asked for.
func (r Range) takes(e ledger.Entry) bool {
	return (r.Tenant == "" || r.Tenant == e.From.Tenant) && (r.Store == "" || r.Store == e.From.Store)
}
