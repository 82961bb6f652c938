package epcis_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"endcap/device/intake"
	"endcap/device/label"
	"endcap/internal/hq/epcis"
	"endcap/internal/hq/epcis/epcistest"
	"endcap/internal/hq/ledger"
	"endcap/offers/basket"
	"endcap/offers/stock"
	"endcap/scanner/gs1"
	"endcap/scanner/gs1/schematest"
	"endcap/sync/wire"
)

var update = flag.Bool("update", false, "write the golden documents anew")

var (
	cart  = wire.Address{Tenant: "demo", Store: "harbour", Device: "cart-07"}
	shelf = wire.Address{Tenant: "demo", Store: "harbour", Device: "shelf-a3"}
	noon  = time.Date(2026, 11, 21, 12, 0, 0, 0, time.FixedZone("", 3600))
)

const (
	inc    = "0123456789abcdef"
	milk   = gs1.GTIN(9520001100376)
	apples = gs1.GTIN(2101001000001) // the shop's own number
)

func openLedger(t testing.TB) *ledger.Ledger {
	t.Helper()
	l, err := ledger.Open(t.Context(), ledger.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

// add appends events of one device as it would send them, each stream with
// its own numbers.
func add(t testing.TB, l *ledger.Ledger, from wire.Address, events ...wire.Event) {
	t.Helper()
	next := map[wire.Stream]uint64{}
	var run []wire.Event
	flush := func() {
		if len(run) > 0 {
			appendTo(t, l, from, run...)
		}
		run = nil
	}
	for _, e := range events {
		s := e.Type.Stream()
		if len(run) == wire.MaxBatch || len(run) > 0 && run[0].Type.Stream() != s {
			flush()
		}
		next[s]++
		e.Seq = next[s]
		run = append(run, e)
	}
	flush()
}

// appendTo appends one batch, numbered already.
func appendTo(t testing.TB, l *ledger.Ledger, from wire.Address, events ...wire.Event) {
	t.Helper()
	stream := events[0].Type.Stream()
	if events[0].Type == wire.EventsDropped {
		stream = wire.Goods
	}
	if _, _, err := l.Append(t.Context(), wire.Batch{From: from, Stream: stream, Incarnation: inc, Events: events}, noon.Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
}

// clock gives moments a second apart.
type clock struct{ t time.Time }

func (c *clock) now() time.Time {
	c.t = c.t.Add(time.Second)
	return c.t
}

func (c *clock) moved(m stock.Movement) wire.Event {
	m.At = c.now()
	return wire.NewEvent(wire.StockMoved, m.At.UTC(), m) // the wire carries UTC
}

// day fills a ledger with one of everything.
func day(t testing.TB) *ledger.Ledger {
	t.Helper()
	l, c := openLedger(t), &clock{noon}
	add(t, l, shelf,
		wire.NewEvent(wire.BookSwitched, c.now(), wire.BookSwitch{Version: 1}),
		wire.NewEvent(wire.LabelShown, c.now(), label.Shown{Label: "l-01", Place: "A3-1", GTIN: milk}),
		c.moved(stock.Movement{GTIN: milk, Lot: "M4711", Place: "A3-1", Quantity: 12, Cause: stock.Stocked}),
		c.moved(stock.Movement{GTIN: apples, Place: "A3-12", Quantity: 25_000, Grams: true, Cause: stock.Stocked}),
	)
	closed := c.now()
	add(t, l, cart,
		c.moved(stock.Movement{GTIN: milk, Lot: "M4711", Place: "cart-07", Quantity: 1, Cause: stock.Picked}),
		c.moved(stock.Movement{GTIN: milk, Lot: "M4711", Place: "cart-07", Quantity: 1, Cause: stock.Picked}),
		c.moved(stock.Movement{GTIN: milk, Lot: "M4711", Place: "cart-07", Quantity: -1, Cause: stock.PutBack}),
		c.moved(stock.Movement{GTIN: apples, Place: "cart-07", Quantity: 1240, Grams: true, Cause: stock.Picked}),
		c.moved(stock.Movement{GTIN: milk, Lot: "A/B7%", Place: "cart-07", Quantity: 2, Cause: stock.Picked}),
		c.moved(stock.Movement{GTIN: milk, Lot: "twenty-one characters!", Place: "cart-07", Quantity: 3, Cause: "lent"}),
		wire.NewEvent(wire.ItemRefused, c.now(), intake.Refusal{GTIN: milk, Lot: "M4690", Cause: intake.Expired}),
		wire.NewEvent(wire.ItemRefused, c.now(), intake.Refusal{GTIN: milk, Lot: "R2611", Cause: intake.Recalled}),
		wire.NewEvent(wire.ItemRefused, c.now(), intake.Refusal{Text: "https://www.example.com/", Cause: intake.NotAProduct}),
		c.moved(stock.Movement{GTIN: milk, Lot: "M4711", Place: "cart-07", Quantity: -1, Cause: stock.Sold}),
		c.moved(stock.Movement{GTIN: apples, Place: "cart-07", Quantity: -1240, Grams: true, Cause: stock.Sold}),
		wire.NewEvent(wire.BasketClosed, closed.UTC(), basket.Sale{Basket: "cart-07-000001", Closed: closed, Pieces: 4, Lines: []basket.SaleLine{
			{GTIN: milk, Lot: "M4711", Quantity: 1},
			{GTIN: apples, Quantity: 1, Grams: 1240},
			{GTIN: milk, Serial: "7Q9", Quantity: 1},
			{GTIN: milk, Lot: "M4711", Quantity: 2},
		}}),
		wire.Event{Type: wire.StockMoved, At: c.now(), Data: json.RawMessage(`"milk"`)},
		wire.NewEvent("endcap.of.tomorrow.v1", c.now(), "new"),
	)
	return l
}

func mapping(t testing.TB, o epcis.Options) *epcis.Mapping {
	t.Helper()
	m, err := epcis.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func document(t testing.TB, o epcis.Options, l epcis.Source, r epcis.Range) ([]byte, epcis.Report) {
	t.Helper()
	var b bytes.Buffer
	report, err := mapping(t, o).Document(t.Context(), &b, l, r)
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), report
}

// keyed are the options of a retailer who has all GS1 keys.
func keyed() epcis.Options {
	return epcis.Options{
		GLN: map[string]string{"harbour": "9521234567899"}, GIAI: "9521234",
		Zones: map[string]*time.Location{"harbour": time.FixedZone("", -5*3600)},
	}
}

// documents are the goldens by name, with their options.
func documents() map[string]epcis.Options {
	return map[string]epcis.Options{
		"bare": {}, "keyed": keyed(), "own": {Root: "https://id.harbour.example/"},
	}
}

func TestDocument_IsTheGolden(t *testing.T) {
	l := day(t)
	for name, o := range documents() {
		t.Run(name, func(t *testing.T) {
			got, report := document(t, o, l, epcis.Range{})
			file := filepath.Join("testdata", name+".jsonld")
			if *update {
				if err := os.WriteFile(file, got, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(string(got), string(want)); d != "" {
				t.Error(d)
			}
			events, err := epcistest.Document(got)
			if err != nil || int64(len(events)) != report.Events {
				t.Errorf("%d events, the report says %d (%v)", len(events), report.Events, err)
			}
			if again, _ := document(t, o, l, epcis.Range{}); !bytes.Equal(again, got) {
				t.Error("the same ledger gave other bytes")
			}
		})
	}
}

func TestDocument_IsValidByGS1Schema(t *testing.T) {
	valid := schematest.Open(t, schematest.EPCIS)
	l := day(t)
	for name, o := range documents() {
		b, _ := document(t, o, l, epcis.Range{})
		if err := valid(b); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		var lines bytes.Buffer
		if _, err := mapping(t, o).Lines(t.Context(), &lines, l, epcis.Range{}); err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(lines.String()) {
			if err := valid([]byte(line)); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	b, _ := document(t, epcis.Options{}, openLedger(t), epcis.Range{})
	if err := valid(b); err != nil {
		t.Errorf("of an empty ledger: %v", err)
	}
	b, _ = document(t, epcis.Options{}, l, epcis.Range{})
	if valid(bytes.ReplaceAll(b, []byte(`"picking"`), []byte(`"taking"`))) == nil {
		t.Error("the schema takes any word")
	}
}

func TestDocument_ReportsWhatIsLeftOut(t *testing.T) {
	_, got := document(t, epcis.Options{}, day(t), epcis.Range{})
	want := epcis.Report{Events: 13, Entries: 18, Last: 18, Left: []epcis.Left{
		{Why: epcis.Dead, Entries: 1},
		{Why: epcis.Unknown, Entries: 1},
		{Type: wire.BookSwitched, Why: epcis.NoWords, Entries: 1},
		{Type: wire.ItemRefused, Why: epcis.NoGoods, Entries: 1},
		{Type: wire.LabelShown, Why: epcis.NoWords, Entries: 1},
	}}
	if d := cmp.Diff(got, want); d != "" {
		t.Error(d)
	}
}

func TestDocument_TakesTheRange(t *testing.T) {
	l := day(t) // 12:00 at +01:00 on the 21st is the 22nd at +14:00
	far := epcis.Options{Zones: map[string]*time.Location{"harbour": time.FixedZone("", 14*3600)}}
	for name, c := range map[string]struct {
		o    epcis.Options
		r    epcis.Range
		want int64
	}{
		"all":              {epcis.Options{}, epcis.Range{}, 13},
		"the day":          {epcis.Options{}, epcis.Range{From: "2026-11-21", To: "2026-11-21"}, 13},
		"the day before":   {epcis.Options{}, epcis.Range{To: "2026-11-20"}, 0},
		"the day after":    {epcis.Options{}, epcis.Range{From: "2026-11-22"}, 0},
		"tomorrow, there":  {far, epcis.Range{From: "2026-11-22", To: "2026-11-22"}, 13},
		"another store":    {epcis.Options{}, epcis.Range{Store: "hill"}, 0},
		"this store":       {epcis.Options{}, epcis.Range{Tenant: "demo", Store: "harbour"}, 13},
		"another retailer": {epcis.Options{}, epcis.Range{Tenant: "acme"}, 0},
		"after the shelf":  {epcis.Options{}, epcis.Range{After: 4}, 11},
	} {
		if _, got := document(t, c.o, l, c.r); got.Events != c.want || got.Last != 18 {
			t.Errorf("%s: got %+v, want %d events", name, got, c.want)
		}
	}
	for _, r := range []epcis.Range{{From: "21.11.2026"}, {To: "2026-02-30"}, {From: "2026-11-22", To: "2026-11-21"}} {
		var b bytes.Buffer
		if _, err := mapping(t, epcis.Options{}).Document(t.Context(), &b, l, r); !errors.Is(err, epcis.ErrRange) || b.Len() > 0 {
			t.Errorf("%+v: got %v and %s", r, err, b.Bytes())
		}
	}
}

func TestLines_TellTheSameAsTheDocument(t *testing.T) {
	l := day(t)
	b, _ := document(t, epcis.Options{}, l, epcis.Range{})
	want, err := epcistest.Document(b)
	if err != nil {
		t.Fatal(err)
	}
	var lines bytes.Buffer
	if _, err := mapping(t, epcis.Options{}).Lines(t.Context(), &lines, l, epcis.Range{}); err != nil {
		t.Fatal(err)
	}
	got, err := epcistest.Lines(lines.Bytes())
	if d := cmp.Diff(got, want); d != "" || err != nil {
		t.Error(err, d)
	}
}

func TestNew_RefusesKeysThatAreNone(t *testing.T) {
	for name, o := range map[string]epcis.Options{
		"a GLN too short":          {GLN: map[string]string{"s": "952123456789"}},
		"a GLN with a wrong digit": {GLN: map[string]string{"s": "9521234567890"}},
		"a root without a scheme":  {Root: "id.example.org"},
		"a root with a query":      {Root: "https://id.example.org/?a=b"},
		"a root of files":          {Root: "file:///tmp"},
		"a prefix of letters":      {GIAI: "harbour"},
		"a prefix too long":        {GIAI: "1234567890123"},
	} {
		if _, err := epcis.New(o); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
}

// tap is a source that fails after some entries.
type tap struct {
	epcis.Source
	left int
}

func (s *tap) Events(ctx context.Context, after int64, limit int) ([]ledger.Entry, error) {
	if s.left--; s.left < 0 {
		return nil, context.Canceled
	}
	return s.Source.Events(ctx, after, limit)
}

func TestDocument_TellsThatItIsNotWhole(t *testing.T) {
	var b bytes.Buffer
	if _, err := mapping(t, epcis.Options{}).Document(t.Context(), &b, &tap{day(t), 0}, epcis.Range{}); !errors.Is(err, context.Canceled) || json.Valid(b.Bytes()) {
		t.Errorf("a ledger that cannot be read: got %v and %s", err, b.Bytes())
	}
}

func TestDocument_TellsTwoMovementsOfTheSameContentApart(t *testing.T) {
	l := openLedger(t)
	sold := wire.NewEvent(wire.StockMoved, noon, stock.Movement{GTIN: milk, Place: "cart-07", Quantity: -1, Cause: stock.Sold, At: noon})
	add(t, l, cart, sold, sold)
	b, _ := document(t, epcis.Options{}, l, epcis.Range{})
	events, err := epcistest.Document(b) // refuses one ID for two
	if err != nil || len(events) != 2 {
		t.Errorf("%d events: %v", len(events), err)
	}
}
