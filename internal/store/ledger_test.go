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
	late   int  // flushes that the disk lies about
	grants bool // each step uses one of a grant
	faults []string

	// reached is told when the process has come to the point that is waited for.
	reached chan struct{}

	acks    int
	acked   []string // steps since the last look
	sent    []string // events since the last look
	safe    [streams]uint64
	book    uint64
	session uint64

	events [streams][]wire.Event // all there ever were, 1, 2, 3, ...
	names  map[string]bool       // of events, as they were given out
	kept   map[string]bool       // steps
	last   string                // the step kept last
	told   uint64                // price book
	stock  stock.Ledger
}

func newLedger(dir string) *ledger {
	return &ledger{
		dir: dir, reached: make(chan struct{}, 1), kept: map[string]bool{}, names: map[string]bool{}, stock: stock.Ledger{},
	}
}

func (w *ledger) fault(format string, args ...any) {
	w.faults = append(w.faults, fmt.Sprintf(format, args...))
}

// look opens the store and compares.
func (w *ledger) look(t *testing.T) {
	t.Helper()
	s, err := Open(w.dir, Options{Address: cart})
	if err != nil {
		w.fault("it does not open: %v", err)
		return
	}
	defer s.Close()
	w.pages(s)
	w.read(t, s)
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
	if n := usesOf(s); w.grants && n != int64(len(w.kept)) {
		w.fault("%d uses were taken off the grants by %d steps", n, len(w.kept))
	}
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
// gap; those seen before must be the same. A step is a movement and a note.
func (w *ledger) read(t *testing.T, s *Store) {
	t.Helper()
	for rank, stream := range wire.Streams {
		next, safe := s.Standing(stream)
		seen := uint64(len(w.events[rank]))
		if safe < w.safe[rank] || next <= seen || safe > seen {
			w.fault("%s: %d is safe and %d the next, though %d and %d were before", stream, safe, next, w.safe[rank], seen+1)
			return
		}
		w.safe[rank] = safe
		for after := safe; after < next-1; {
			names, last, err := given(s, stream, after)
			if err != nil || last <= after {
				w.fault("%s: nothing is given out after %d: %v", stream, after, err)
				return
			}
			for _, name := range names {
				w.names[name] = true
			}
			after = last
		}
		page := pending(t, s, stream)
		if uint64(len(page)) != next-1-safe {
			w.fault("%s: %d events wait, want %d to %d", stream, len(page), safe+1, next-1)
		}
		for i, e := range page {
			switch at := safe + uint64(i) + 1; {
			case e.Seq != at:
				w.fault("%s: event %d comes where %d should be", stream, e.Seq, at)
				return
			case at <= seen && !reflect.DeepEqual(w.events[rank][at-1], e):
				w.fault("%s: event %d has changed:\n%s", stream, at, cmp.Diff(e, w.events[rank][at-1]))
			case at > seen:
				w.take(rank, e)
			}
		}
	}
	if moves, notes := len(w.events[wire.Goods.Rank()]), len(w.events[wire.Money.Rank()]); moves != notes {
		w.fault("%d movements and %d notes: a step is not whole", moves, notes)
	}
}

// name tells an event from every other.
func name(e wire.Event) string { return fmt.Sprintf("%d:%s:%s", e.Seq, e.Type, e.Data) }

// given returns the next events of a stream as headquarters knows them, and the
// number of the last.
func given(s *Store, stream wire.Stream, after uint64) (names []string, last uint64, err error) {
	parcel, err := s.Batch(stream, after)
	if err != nil || parcel.Last == 0 {
		return nil, 0, err
	}
	batch, err := wire.DecodeBatch(parcel.Payload)
	for _, e := range batch.Events {
		names = append(names, fmt.Sprintf("%s:%s:%s", batch.Incarnation, batch.Stream, name(e)))
	}
	return names, parcel.Last, err
}

// take adds an event that was not there at the last look.
func (w *ledger) take(rank int, e wire.Event) {
	w.events[rank] = append(w.events[rank], e)
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
	case wire.BasketClosed, wire.LabelShown, wire.PointsPosted, wire.OfferRedeemed, wire.DrawMade, wire.BasketReturned, wire.BasketContinued, wire.StockCounted, wire.CommandDone, wire.HealthChanged,
		wire.StoreRepaired, wire.EventsDropped: // a cut leaves nothing to repair
		w.fault("event %d is one that nobody wrote: %s", e.Seq, e.Type)
	case wire.BookSwitched:
		var b wire.BookSwitch
		err = json.Unmarshal(e.Data, &b)
		if b.Was != w.told {
			w.fault("book %d is told of after %d, it says after %d", b.Version, w.told, b.Was)
		}
		w.told = b.Version
	}
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
