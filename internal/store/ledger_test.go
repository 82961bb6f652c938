package store

import (
	"encoding/json"
	"fmt"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"go.etcd.io/bbolt"

	"endcap/offers/catalog"
	"endcap/offers/stock"
	"endcap/sync/wire"
)

// ledger is what a store in dir said that it keeps, over all its lives, and
// the faults found in what it kept.
type ledger struct {
	dir    string
	late   int // flushes that the disk lies about
	faults []string

	// reached is told when the process has come to the point that is waited for.
	reached chan struct{}

	acks    int
	acked   []string // steps since the last look
	sent    []string // events since the last look
	safe    uint64
	book    uint64
	session uint64

	next   uint64 // number of the first event not yet seen
	events map[uint64]wire.Event
	names  map[string]bool // of events
	kept   map[string]bool // steps
	last   string          // the step kept last
	half   bool            // the event before was the first half of a step
	told   uint64          // price book
	stock  stock.Ledger
}

func newLedger(dir string) *ledger {
	return &ledger{
		dir: dir, reached: make(chan struct{}, 1), next: 1,
		events: map[uint64]wire.Event{}, names: map[string]bool{}, kept: map[string]bool{}, stock: stock.Ledger{},
	}
}

func (w *ledger) fault(format string, args ...any) {
	w.faults = append(w.faults, fmt.Sprintf(format, args...))
}

// look opens the store and compares.
func (w *ledger) look(t *testing.T) {
	t.Helper()
	s, err := Open(w.dir, Options{})
	if err != nil {
		w.fault("it does not open: %v", err)
		return
	}
	defer s.Close()
	w.pages(s)
	w.read(s)
	for _, scan := range w.acked {
		if !w.kept[scan] || !s.Seen(scan) {
			w.fault("step %s was acknowledged and is lost", scan)
		}
	}
	for _, event := range w.sent {
		if !w.names[event] {
			w.fault("event %s was given out and is lost", event)
		}
	}
	w.sent = nil
	w.acks, w.acked = w.acks+len(w.acked), nil
	if b, _, err := s.Basket(); err != nil || b.ID != w.last {
		w.fault("the basket is that of step %q, the last one is %q: %v", b.ID, w.last, err)
	}
	if diff := cmp.Diff(levels(t, s), w.stock.Levels(), cmpopts.EquateEmpty()); diff != "" {
		w.fault("the sums are not those of the events (-got +want):\n%s", diff)
	}
	n, err := s.NextSession(t.Context())
	if err != nil || n <= w.session {
		w.fault("session %d begins, %d was acknowledged: %v", n, w.session, err)
	}
	w.session = max(w.session, n)
	w.prices(s)
}

// pages has bbolt prove that every page of both files is reachable or free.
func (w *ledger) pages(s *Store) {
	for _, db := range []*bbolt.DB{s.state, s.catalog.Load()} {
		if err := view(db, func(tx *bbolt.Tx) error {
			for err := range tx.Check() {
				w.fault("%s: %v", db.Path(), err)
			}
			return nil
		}); err != nil {
			w.fault("%s: %v", db.Path(), err)
		}
	}
}

// read takes the events, which must begin after the watermark and have no
// gap; those seen before must be the same.
func (w *ledger) read(s *Store) {
	id := s.Identity()
	if id.Safe < w.safe || id.Next < w.next {
		w.fault("%d is safe and %d the next, though %d and %d were before", id.Safe, id.Next, w.safe, w.next)
	}
	w.safe = max(w.safe, id.Safe)
	if id.Safe >= w.next {
		w.fault("events up to %d are forgotten and were never seen after %d", id.Safe, w.next-1)
	}
	for at := id.Safe + 1; at < id.Next; {
		page, err := s.Pending(at-1, maxPending)
		if err != nil || len(page) == 0 {
			w.fault("no events after %d, though %d is next: %v", at-1, id.Next, err)
			return
		}
		for _, e := range page {
			switch {
			case e.Seq != at:
				w.fault("event %d comes where %d should be", e.Seq, at)
				return
			case at < w.next && !reflect.DeepEqual(w.events[at], e):
				w.fault("event %d has changed:\n%s", at, cmp.Diff(e, w.events[at]))
			case at >= w.next:
				w.take(e)
			}
			at++
		}
	}
	if w.half {
		w.fault("the last event stands without the other half of its step")
	}
}

// name tells an event from every other.
func name(e wire.Event) string { return fmt.Sprintf("%d:%s:%s", e.Seq, e.Type, e.Data) }

// take adds an event that was not there at the last look.
func (w *ledger) take(e wire.Event) {
	w.next, w.events[e.Seq], w.names[name(e)] = e.Seq+1, e, true
	var err error
	switch e.Type {
	case wire.StockMoved:
		var m stock.Movement
		err = json.Unmarshal(e.Data, &m)
		w.stock.Add(m)
	case wire.ItemRefused:
		var data map[string]string
		err = json.Unmarshal(e.Data, &data)
		w.last = data["note"]
		w.kept[w.last] = true
	case wire.BasketClosed, wire.LabelShown, wire.StoreRepaired: // a cut leaves nothing to repair
		w.fault("event %d is one that nobody wrote: %s", e.Seq, e.Type)
	case wire.BookSwitched:
		var b wire.BookSwitch
		err = json.Unmarshal(e.Data, &b)
		if b.Was != w.told {
			w.fault("book %d is told of after %d, it says after %d", b.Version, w.told, b.Was)
		}
		w.told = b.Version
	}
	if w.half != (e.Type == wire.ItemRefused) {
		w.fault("event %d, %s, stands without the other half of its step", e.Seq, e.Type)
	}
	w.half = e.Type == wire.StockMoved
	if err != nil {
		w.fault("event %d: %v", e.Seq, err)
	}
}

// prices proves that one whole price book is in force.
func (w *ledger) prices(s *Store) {
	m, ok := s.Book()
	if m.Version < w.book || m.Version < w.told {
		w.fault("book %d is in force, %d was acknowledged and %d told of", m.Version, w.book, w.told)
	}
	w.book = max(w.book, m.Version)
	n := 0
	if err := s.Products(func(p catalog.Product) error {
		if want := goods(n, m.Version); !reflect.DeepEqual(p, want) {
			w.fault("product %d of book %d is %+v", n, m.Version, p)
		}
		n++
		return nil
	}); err != nil || ok && n != powerGoods {
		w.fault("book %d has %d products: %v", m.Version, n, err)
	}
}
