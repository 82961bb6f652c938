package sim

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	parts "endcap/device"
	"endcap/internal/store"
	"endcap/offers/basket"
	"endcap/offers/journal"
	"endcap/offers/money"
	"endcap/offers/stock"
	"endcap/scanner/gs1"
	"endcap/sync/wire"
)

// gtin is the number of the n-th product.
func gtin(n int) gs1.GTIN {
	g := 952000110000 + uint64(n)
	return gs1.GTIN(g*10 + uint64(gs1.CheckDigit(g)))
}

// shop lets one shopper take things until ctx ends.
func (d *device) shop(ctx context.Context, l *life, r *rand.Rand) {
	for {
		pause(ctx, time.Duration(r.Float64()*2*float64(d.w.script.pace)))
		if ctx.Err() != nil || d.w.closing.Load() {
			return
		}
		if r.IntN(6) == 0 {
			d.tell(ctx, l, d.feel(r))
		} else {
			d.do(ctx, l, d.buy(r))
		}
	}
}

// do has a step kept, sometimes twice, and writes down what came of it.
func (d *device) do(ctx context.Context, l *life, s *step) {
	d.w.try(s)
	err := l.store.Do(ctx, s.Step)
	d.mu.Lock()
	switch {
	case err == nil:
		d.truth.steps = append(d.truth.steps, s)
	case errors.Is(err, store.ErrBroken):
		d.truth.maybe = append(d.truth.maybe, s)
	case errors.Is(err, store.ErrSeen):
		d.w.fail("I4: %s: a new scan %s is refused as seen", d.at.Device, s.Scan)
	default:
		d.truth.refused = append(d.truth.refused, s)
	}
	d.mu.Unlock()
	switch {
	case errors.Is(err, store.ErrBroken):
		d.broken(l)
	case err == nil && s.Scan[len(s.Scan)-1] == '7': // held up to the scanner twice
		if err := l.store.Do(ctx, s.Step); err == nil {
			d.w.fail("I4: %s: scan %s was done twice", d.at.Device, s.Scan)
		}
	}
}

// try notes what is about to be done.
func (w *world) try(s *step) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.figures["steps"]++
	for _, f := range s.facts {
		w.tries[f.id] = f
	}
}

// tell keeps events that no step goes with. Whether they were kept cannot be
// asked later, as a scan can.
func (d *device) tell(ctx context.Context, l *life, s *step) {
	d.w.try(s)
	err := l.store.Tell(ctx, s.tell...)
	if err == nil {
		d.mu.Lock()
		d.truth.steps = append(d.truth.steps, s)
		d.mu.Unlock()
	}
	if errors.Is(err, store.ErrBroken) {
		d.broken(l)
	}
}

// settle finds out what became of the steps whose answer was lost: a scanner
// says them again, or somebody looks.
func (d *device) settle(l *life) {
	for _, s := range d.truth.maybe {
		happened := l.store.Seen(s.Scan)
		if d.rand.IntN(2) == 0 {
			switch err := l.store.Do(context.Background(), s.Step); {
			case happened != errors.Is(err, store.ErrSeen):
				d.w.fail("I12: %s: scan %s is known: %v, and doing it again says %v", d.at.Device, s.Scan, happened, err)
			case err == nil:
				happened = true
			}
		}
		if happened {
			d.truth.steps = append(d.truth.steps, s)
		}
	}
	for _, s := range d.truth.refused {
		if l.store.Seen(s.Scan) {
			d.w.fail("I12: %s: scan %s was refused and has happened", d.at.Device, s.Scan)
		}
	}
	d.truth.maybe, d.truth.refused = nil, nil
}

// buy makes a step of goods: taken, sold, brought, refused.
func (d *device) buy(r *rand.Rand) *step {
	now, n := d.now(), d.w.serial.Add(1)
	s := &step{Step: journal.Step{Scan: fmt.Sprintf("%s-%d", d.at.Device, n)}}
	moves := 1 + r.IntN(3)
	if r.IntN(5) == 0 {
		moves += r.IntN(d.w.script.crowd)
	}
	switch r.IntN(8) {
	case 0: // somebody held up what may not be sold
		d.add(s, wire.ItemRefused, now, map[string]string{"id": s.Scan, "cause": "expired"}, fact{id: s.Scan, stream: wire.Money})
	case 1, 2: // a basket is paid for
		sale := basket.Sale{
			Basket: s.Scan, Closed: now.UTC(), Currency: euro, Pieces: int64(moves), Lines: []basket.SaleLine{},
			Total: money.New(int64(100+r.IntN(9000)), euro), Saved: money.New(int64(r.IntN(90)), euro),
		}
		d.add(s, wire.BasketClosed, now, sale, fact{id: s.Scan, stream: wire.Money, sale: &sale})
		s.Basket = &basket.Basket{}
	default:
		s.Basket = &basket.Basket{ID: s.Scan, Next: int(n)}
	}
	for range moves {
		m := stock.Movement{
			GTIN: gtin(r.IntN(12)), Place: d.at.Device, Quantity: int64(1 + r.IntN(5)), Cause: stock.Picked, Grams: r.IntN(8) == 0,
			At: now.Truncate(time.Millisecond).Add(time.Duration(d.w.serial.Add(1) % 1_000_000)).UTC(),
		}
		if r.IntN(3) == 0 {
			m.Quantity, m.Cause = -m.Quantity, stock.PutBack
		}
		if r.IntN(4) == 0 {
			m.Lot = fmt.Sprintf("L%d", r.IntN(3))
		}
		s.Moves = append(s.Moves, m)
		s.facts = append(s.facts, fact{id: moveID(m.Place, m.At), stream: wire.Goods, moves: &m})
	}
	return s
}

func (d *device) add(s *step, t wire.Type, at time.Time, data any, f fact) {
	s.Events, s.facts = append(s.Events, wire.NewEvent(t, at, data)), append(s.facts, f)
}

// feel tells how a part of the device is.
func (d *device) feel(r *rand.Rand) *step {
	id := fmt.Sprintf("%s-h%d", d.at.Device, d.w.serial.Add(1))
	h := parts.Health{Part: id, State: parts.Well, Text: fmt.Sprint("so far ", r.IntN(100))}
	return &step{tell: []wire.Event{wire.NewEvent(wire.HealthChanged, d.now(), h)}, facts: []fact{{id: id, stream: wire.Telemetry}}}
}

// spoil tells what headquarters cannot read.
func (d *device) spoil(r *rand.Rand) *step {
	id := fmt.Sprintf("%s-p%d", d.at.Device, d.w.serial.Add(1))
	t, stream := wire.StockMoved, wire.Goods
	switch r.IntN(3) {
	case 0:
		t, stream = wire.BasketClosed, wire.Money
	case 1:
		t, stream = wire.Type("endcap.of.tomorrow.v9"), wire.Control
	}
	e := wire.NewEvent(t, d.now(), map[string]any{"id": id, "gtin": "none", "pieces": -1, "total": true})
	return &step{tell: []wire.Event{e}, facts: []fact{{id: id, stream: stream}}}
}
