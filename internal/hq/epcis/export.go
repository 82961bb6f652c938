package epcis

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"endcap/internal/hq/ledger"
	"endcap/offers/stock"
	"endcap/sync/wire"
)

// Source is where entries come from: the ledger.
type Source interface {
	// Events returns up to limit entries that arrived after n, oldest first.
	Events(ctx context.Context, after int64, limit int) ([]ledger.Entry, error)
	// Added returns what a marker added to the stock.
	Added(ctx context.Context, marker ledger.Entry) ([]stock.Level, error)
}

// ErrRange is returned when a Range cannot be meant.
var ErrRange = errors.New("epcis: not a range of days")

// Range chooses entries. Its zero value takes all.
type Range struct {
	Tenant, Store string
	// From and To are the first and the last day, 2026-11-21, as the clocks
	// of the store say; empty is no bound.
	From, To string
	After    int64 // entries that arrived after this one
}

// Report is what an export came to.
type Report struct {
	Events  int64  `json:"events"`  // written
	Entries int64  `json:"entries"` // of the ledger that were in the range
	Last    int64  `json:"last"`    // number of the last entry looked at: the next export's After
	Left    []Left `json:"left,omitempty"`
}

// Left counts entries that became no event.
type Left struct {
	Type    wire.Type `json:"type,omitempty"` // empty for those not known
	Why     Why       `json:"why"`
	Entries int64     `json:"entries"`
}

// Document writes one EPCISDocument of the events in the range, in the order
// of their arrival. Few of them are in memory at a time. The same entries give
// the same bytes: the document's date is that of its youngest event's arrival
// and stands at the end, where it is known. After an error what was written is
// no document. ErrRange comes before anything is written.
func (m *Mapping) Document(ctx context.Context, w io.Writer, from Source, r Range) (Report, error) {
	x := export{m: m, w: bufio.NewWriterSize(w, buffer), between: ",\n"}
	x.head = `{"@context":["` + contextURL + `"],"type":"EPCISDocument","schemaVersion":"2.0","epcisBody":{"eventList":[` + "\n"
	err := x.run(ctx, from, r)
	if err == nil {
		fmt.Fprintf(x.w, "\n]},\"creationDate\":%q}\n", stamp(x.youngest()))
	}
	return x.end(err)
}

// Lines writes the same events, each as one line of JSON that stands alone.
func (m *Mapping) Lines(ctx context.Context, w io.Writer, from Source, r Range) (Report, error) {
	x := export{m: m, w: bufio.NewWriterSize(w, buffer), context: []string{contextURL}}
	return x.end(x.run(ctx, from, r))
}

const contextURL = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"

// export is one Document or Lines under way.
type export struct {
	m       *Mapping
	w       *bufio.Writer
	context []string // of each event
	head    string   // before the first
	between string   // between two, instead of the end of the line
	report  Report
	left    map[Left]int64
	newest  time.Time
	buf     bytes.Buffer
}

func (x *export) run(ctx context.Context, from Source, r Range) error {
	x.report.Last, x.left = r.After, map[Left]int64{}
	days, err := r.days()
	if err != nil {
		return err
	}
	fmt.Fprint(x.w, x.head)
	enc := json.NewEncoder(&x.buf)
	enc.SetEscapeHTML(false)
	for {
		entries, err := from.Events(ctx, x.report.Last, entriesAtOnce)
		if err != nil {
			return err
		}
		for _, e := range entries {
			x.report.Last = e.N
			if !r.takes(e) || !days.near(when(e)) {
				continue
			}
			var added []stock.Level
			if e.Type == wire.EventsDropped && e.Fault == "" {
				if added, err = from.Added(ctx, e); err != nil {
					return err
				}
			}
			if err := x.entry(enc, e, added, days); err != nil {
				return fmt.Errorf("epcis: write entry %d: %w", e.N, err)
			}
		}
		if len(entries) < entriesAtOnce {
			return nil
		}
	}
}

// entry writes what one entry tells, if it happened on one of the days.
func (x *export) entry(enc *json.Encoder, e ledger.Entry, added []stock.Level, days days) error {
	events, why := x.m.Events(e, added)
	at := when(e).In(x.m.zone(e.From.Store, e.At))
	if len(events) > 0 {
		at = events[0].at
	}
	if !days.hold(at) {
		return nil
	}
	x.report.Entries++
	if why != Told {
		l := Left{Type: e.Type, Why: why}
		if why == Unknown || why == Dead { // a device may name these as it likes
			l.Type = ""
		}
		x.left[l]++
		return nil
	}
	if e.Received.After(x.newest) {
		x.newest = e.Received
	}
	for _, v := range events {
		x.buf.Reset()
		if x.report.Events > 0 {
			x.buf.WriteString(x.between)
		}
		v.Context = x.context
		if err := enc.Encode(v); err != nil {
			return err
		}
		line := x.buf.Bytes()
		if x.between != "" {
			line = line[:len(line)-1]
		}
		if _, err := x.w.Write(line); err != nil {
			return err
		}
		x.report.Events++
	}
	return nil
}

// youngest is when the youngest event arrived, and 1970 if there is none.
func (x *export) youngest() time.Time {
	if x.newest.IsZero() {
		return time.Unix(0, 0)
	}
	return x.newest
}

// end writes what is left and puts the report in order.
func (x *export) end(err error) (Report, error) {
	if flush := x.w.Flush(); err == nil && flush != nil {
		err = fmt.Errorf("epcis: write: %w", flush)
	}
	for l, n := range x.left {
		l.Entries = n
		x.report.Left = append(x.report.Left, l)
	}
	slices.SortFunc(x.report.Left, func(a, b Left) int {
		return cmp.Or(cmp.Compare(a.Type, b.Type), cmp.Compare(a.Why, b.Why))
	})
	return x.report, err
}
