package sim

import (
	"context"
	"encoding/json"
	"slices"

	"endcap/internal/hq/ledger"
	"endcap/offers/stock"
	"endcap/sync/wire"
)

// sums compares what the ledger adds up to with what happened. (I5)
func (a *audit) sums(l *ledger.Ledger) {
	if a.markers+len(a.gone) > 0 && (a.put() || len(a.hq.once) > 0) {
		a.count("ledgers whose sums could not be told, by markers and lost events together", 1)
		return
	}
	want, sold := stock.Ledger{}, int64(0)
	for id, f := range a.must {
		if f.moves != nil && !a.lost[id] {
			want.Add(*f.moves)
		}
		if f.sale != nil && !a.lost[id] {
			sold += f.sale.Total.Minor
		}
	}
	for id, e := range a.byID {
		if _, ok := a.must[id]; ok || e.Fault != "" {
			continue
		}
		var m stock.Movement
		if e.Type == wire.StockMoved && json.Unmarshal(e.Data, &m) == nil {
			want.Add(m) // a backup has forgotten it, the ledger has not
		}
		if f, ok := a.tried(id); ok && f.sale != nil {
			sold += f.sale.Total.Minor
		}
	}
	levels, err := l.Stock(context.Background(), shop)
	if err != nil {
		a.fail("the ledger cannot be read: %v", err)
	}
	have := stock.Ledger{}
	for _, v := range levels {
		have.Add(stock.Movement{GTIN: v.GTIN, Lot: v.Lot, Place: v.Place, Quantity: v.Quantity, Grams: v.Grams})
	}
	if got, want := have.Levels(), want.Levels(); !slices.Equal(got, want) {
		a.fail("I5: the ledger adds up to %v, what happened to %v", got, want)
	}
	sales, err := l.Sales(context.Background(), shop)
	if err != nil {
		a.fail("the ledger cannot be read: %v", err)
	}
	for _, s := range sales {
		sold -= s.Total.Minor
	}
	if sold != 0 {
		a.fail("I5: the ledger lacks sales of %d", sold)
	}
}

// put tells whether anybody's memory was put back or copied.
func (a *audit) put() bool {
	for _, f := range a.script.faults {
		switch f.kind {
		case restored, stateBack, cloned:
			return true
		}
	}
	return false
}

// tried finds a step of the time that a backup has forgotten.
func (a *audit) tried(id string) (fact, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	f, ok := a.tries[id]
	return f, ok
}

// honestAlarms proves that nobody is alarmed about what did not happen.
func (a *audit) honestAlarms() {
	happened := map[kind]bool{}
	for _, f := range a.script.faults {
		happened[f.kind] = true
	}
	for _, g := range a.alarms {
		a.count("alarm: "+string(g.Kind), 1)
		ok := false
		switch g.Kind {
		case ledger.Older:
			ok = happened[hqRestored]
		case ledger.Lost, ledger.Restored, ledger.Twin:
			ok = a.put() || happened[hqRestored]
		case ledger.Unsummed:
		}
		if !ok {
			a.fail("an alarm without a reason: %s %s %s %s %d to %d", g.Kind, g.From.Device, g.Stream, g.Incarnation, g.First, g.Last)
		}
	}
}
