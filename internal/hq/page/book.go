package page

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"endcap/internal/hq/ledger"
	"endcap/scanner/gs1"
	"endcap/sync/wire"
)

// book is the page of the ledger.
type book struct {
	head
	Devices []device // to choose from
	Chosen  string   // store/device
	Faulty  bool
	Events  []event
	Older   int64 // ask before this one for older events, 0 when there are none
	Stock   []ledger.Stock
	More    int // sums not shown
	Days    []ledger.Sales
	// Of the device that is chosen.
	Streams  []ledger.Stream
	Commands []ledger.Command
}

// event is one line of the ledger.
type event struct {
	N         int64       `json:"n"`
	Store     string      `json:"store"`
	Device    string      `json:"device"`
	Inc       string      `json:"inc"`
	Stream    wire.Stream `json:"stream"`
	Seq       uint64      `json:"seq"`
	First     uint64      `json:"first,omitempty"` // of a marker: it stands for the numbers first to seq
	Type      wire.Type   `json:"type"`
	At        time.Time   `json:"at"` // as the device says
	Clock     wire.Clock  `json:"clock,omitempty"`
	Corrected time.Time   `json:"corrected,omitzero"` // as headquarters knows better
	Received  time.Time   `json:"received"`
	Data      any         `json:"data"`
	Fault     string      `json:"fault,omitempty"`
	Text      string      `json:"text"`
}

// When is when it happened, as far as anybody knows.
func (e event) When() time.Time {
	if e.Corrected.IsZero() {
		return e.At
	}
	return e.Corrected
}

// Mark is a word for the kind of an event, for its colour.
func (e event) Mark() string {
	switch {
	case e.Fault != "":
		return "bad"
	case e.Type == wire.BasketClosed:
		return "sale"
	case e.Type == wire.ItemRefused:
		return "refused"
	case e.Type == wire.StockMoved:
		return "stock"
	case e.Type == wire.LabelShown, e.Type == wire.BookSwitched:
		return "price"
	}
	return "other"
}

func (p *pages) book(ctx context.Context, r *http.Request) (b book, err error) {
	q := r.URL.Query()
	b = book{head: p.head("Ledger", "ledger"), Chosen: q.Get("device"), Faulty: q.Get("kind") == "aside"}
	f := ledger.Filter{Faulty: b.Faulty}
	if b.Chosen != "" {
		a, err := p.asked(r)
		if err != nil {
			return b, err
		}
		f.Store, f.Device = a.Store, a.Device
		if b.Streams, err = p.Ledger.Streams(ctx, a); err != nil {
			return b, err
		}
		if b.Commands, err = p.Ledger.Commands(ctx, a); err != nil {
			return b, err
		}
		b.Streams, b.Commands = b.Streams[:min(len(b.Streams), maxLines)], b.Commands[:min(len(b.Commands), maxLines)]
	}
	if f.Before, err = number(q.Get("before")); err != nil {
		return b, err
	}
	entries, err := p.Ledger.Newest(ctx, f, maxEvents+1)
	if err != nil {
		return b, err
	}
	if len(entries) > maxEvents {
		entries = entries[:maxEvents]
		b.Older = entries[maxEvents-1].N
	}
	if b.Events, err = p.tell(ctx, entries); err != nil {
		return b, err
	}
	if b.Devices, err = p.devices(ctx); err != nil {
		return b, err
	}
	if b.Stock, err = p.Ledger.Stock(ctx, f.Store); err != nil {
		return b, err
	}
	if len(b.Stock) > maxStock {
		b.Stock, b.More = b.Stock[:maxStock], len(b.Stock)-maxStock
	}
	b.Days, err = p.Ledger.Sales(ctx, f.Store)
	b.Days = b.Days[:min(len(b.Days), maxDays)]
	return b, err
}

// tell puts entries into words.
func (p *pages) tell(ctx context.Context, entries []ledger.Entry) ([]event, error) {
	wanted := map[string][]gs1.GTIN{} // by store
	for _, e := range entries {
		if g := about(e); g != 0 {
			wanted[e.From.Store] = append(wanted[e.From.Store], g)
		}
	}
	names := make(map[string]map[gs1.GTIN]string, len(wanted))
	for store, list := range wanted {
		var err error
		if names[store], err = p.Ledger.Names(ctx, p.Tenant, store, list); err != nil {
			return nil, err
		}
	}
	out := make([]event, len(entries))
	for i, e := range entries {
		out[i] = event{
			e.N, e.From.Store, e.From.Device, e.Incarnation, e.Stream, e.Seq, e.First, e.Type, e.At, e.Clock, e.Corrected, e.Received, e.Data, e.Fault,
			sentence(e, names[e.From.Store]),
		}
	}
	return out, nil
}

// number reads a number of a query, 0 for none.
func number(s string) (int64, error) {
	if s == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 {
		return 0, fmt.Errorf("%w: %q is not a number", errAsked, s)
	}
	return n, nil
}
