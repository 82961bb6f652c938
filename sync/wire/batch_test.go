package wire_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"endcap/offers/stock"
	"endcap/sync/wire"
)

var (
	cart = wire.Address{Tenant: "acme", Store: "0042", Device: "cart-7"}
	noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
)

const inc = "00c0ffee00c0ffee"

// picks returns n events of goods taken, numbered from first.
func picks(first uint64, n int) []wire.Event {
	out := make([]wire.Event, n)
	for i := range out {
		out[i] = wire.NewEvent(wire.StockMoved, noon.Add(time.Duration(i)*time.Second), stock.Movement{
			GTIN: 9506000134352, Lot: "ABC123", Place: "cart-7", Quantity: int64(i%3 + 1), Cause: stock.Picked, At: noon.Add(time.Duration(i) * time.Second),
		})
		out[i].Seq = first + uint64(i)
	}
	return out
}

func TestBatch_ComesBackAsItWent(t *testing.T) {
	for _, n := range []int{1, 2, 50, wire.MaxBatch} {
		want := wire.Batch{From: cart, Stream: wire.Goods, Incarnation: inc, Events: picks(7, n)}
		b, err := wire.EncodeBatch(cart, wire.Goods, inc, want.Events)
		if err != nil {
			t.Fatal(err)
		}
		again, _ := wire.EncodeBatch(cart, wire.Goods, inc, want.Events)
		if string(b) != string(again) {
			t.Errorf("%d events: two encodings differ", n)
		}
		got, err := wire.DecodeBatch(b)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(got, want); d != "" {
			t.Errorf("%d events:\n%s", n, d)
		}
	}
}

func TestBatch_DataPassesUnchanged(t *testing.T) {
	e := picks(1, 1)
	e[0].Data = json.RawMessage(`{"name":"Salt & <Pepper>"}`)
	b, err := wire.EncodeBatch(cart, wire.Goods, inc, e)
	if err != nil {
		t.Fatal(err)
	}
	got, err := wire.DecodeBatch(b)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := string(got.Events[0].Data), string(e[0].Data); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestBatch_EveryEventThatMayBeStoredCanTravel(t *testing.T) {
	// The least compressible JSON there is: a string of random ASCII.
	var b strings.Builder
	x := uint64(1)
	for b.Len() < wire.MaxEventData-2 {
		x = x*6364136223846793005 + 1442695040888963407
		b.WriteByte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"[x>>58])
	}
	e := picks(1, 1)
	e[0].Data = json.RawMessage(`"` + b.String() + `"`)
	if err := e[0].Check(); err != nil {
		t.Fatal(err)
	}
	if _, err := wire.EncodeBatch(cart, wire.Goods, inc, e); err != nil {
		t.Error(err)
	}
	e[0].Data = append(e[0].Data, ' ')
	if err := e[0].Check(); !errors.Is(err, wire.ErrTooLarge) {
		t.Errorf("one byte more: got %v", err)
	}
}

func TestBatch_MarkerStandsForWhatItCovers(t *testing.T) {
	events := picks(7, 3)
	events[1] = wire.NewEvent(wire.EventsDropped, noon, wire.Dropped{Reason: "room", From: noon, To: noon})
	events[1].First, events[1].Seq, events[1].Clock, events[1].Mono = 8, 5000, wire.ClockNone, 12
	events[2].Seq = 5001
	b, err := wire.EncodeBatch(cart, wire.Goods, inc, events)
	if err != nil {
		t.Fatal(err)
	}
	got, err := wire.DecodeBatch(b)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(got.Events, events); d != "" {
		t.Error(d)
	}
	if got, want := got.Mark(), (wire.Mark{Stream: wire.Goods, Incarnation: inc, Upto: 5001}); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
	events[1].First = 9
	if _, err := wire.EncodeBatch(cart, wire.Goods, inc, events); !errors.Is(err, wire.ErrMalformed) {
		t.Errorf("a gap before the marker: got %v", err)
	}
}

func TestBatch_RefusesToBeMade(t *testing.T) {
	gap := picks(1, 3)
	gap[2].Seq = 9
	old := picks(1, 1)
	old[0].At = time.Time{}
	mute := picks(1, 1)
	mute[0].Type = ""
	for name, c := range map[string]struct {
		a      wire.Address
		inc    string
		events []wire.Event
		want   error
	}{
		"no address":     {wire.Address{}, inc, picks(1, 1), wire.ErrTopic},
		"no incarnation": {cart, "", picks(1, 1), wire.ErrMalformed},
		"no events":      {cart, inc, nil, wire.ErrMalformed},
		"not numbered":   {cart, inc, picks(0, 1), wire.ErrMalformed},
		"a gap":          {cart, inc, gap, wire.ErrMalformed},
		"no time":        {cart, inc, old, wire.ErrMalformed},
		"no type":        {cart, inc, mute, wire.ErrMalformed},
		"too many":       {cart, inc, picks(1, wire.MaxBatch+1), wire.ErrTooLarge},
	} {
		if _, err := wire.EncodeBatch(c.a, wire.Goods, c.inc, c.events); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
	}
}

func TestBatch_RefusesToBeRead(t *testing.T) {
	one := func(change func(m map[string]any)) string {
		m := map[string]any{
			"specversion": "1.0", "id": inc + "-stk-1", "source": "/ec/acme/0042/cart-7", "type": "x", "time": noon,
			"datacontenttype": "application/json", "data": 1,
		}
		change(m)
		b, _ := json.Marshal([]any{m})
		return string(b)
	}
	set := func(k string, v any) string { return one(func(m map[string]any) { m[k] = v }) }
	if _, err := wire.DecodeBatch([]byte(set("traceparent", "00-x"))); err != nil {
		t.Errorf("an attribute of another: got %v", err)
	}
	if b, err := wire.DecodeBatch([]byte(set("clock", "sundial"))); err != nil || b.Events[0].Clock != wire.ClockNone {
		t.Errorf("a clock of tomorrow: got %+v, %v; want none", b, err)
	}
	for name, payload := range map[string]string{
		"nothing":          "",
		"not JSON":         "x",
		"an object":        "{}",
		"no events":        "[]",
		"two arrays":       one(func(map[string]any) {}) + "[]",
		"cut short":        one(func(map[string]any) {})[:100],
		"many nothings":    "[" + strings.Repeat("{},", 10000) + "{}]",
		"another version":  set("specversion", "0.3"),
		"id without dash":  set("id", "1"),
		"id of no stream":  set("id", inc+"-1"),
		"another stream":   set("id", inc+"-xyz-1"),
		"id with zeros":    set("id", inc+"-stk-01"),
		"id numbered 0":    set("id", inc+"-stk-0"),
		"covers from zero": set("first", "0"),
		"covers a later":   one(func(m map[string]any) { m["type"], m["first"] = wire.EventsDropped, "2" }),
		"no marker covers": set("first", "1"),
		"marker of nobody": set("type", wire.EventsDropped),
		"before the start": set("mono", "-1"),
		"source elsewhere": set("source", "/ec/acme/0042"),
		"no data":          one(func(m map[string]any) { delete(m, "data") }),
		"XML":              set("datacontenttype", "text/xml"),
		"no time":          one(func(m map[string]any) { delete(m, "time") }),
		"broken zstd":      "\x28\xb5\x2f\xfd....",
		"a zip bomb":       string(wire.Compress(make([]byte, wire.MaxBatchRaw+1))),
	} {
		if b, err := wire.DecodeBatch([]byte(payload)); err == nil || (!errors.Is(err, wire.ErrMalformed) && !errors.Is(err, wire.ErrTooLarge)) {
			t.Errorf("%s: got %v, %v", name, b, err)
		}
	}
}

func TestBatch_OfAHundredPicksIsSmall(t *testing.T) {
	b, err := wire.EncodeBatch(cart, wire.Goods, inc, picks(1, 100))
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d bytes, %.1f an event", len(b), float64(len(b))/100)
	if len(b) > 4000 {
		t.Errorf("100 events take %d bytes, want at most 4000", len(b))
	}
}

func FuzzDecodeBatch(f *testing.F) {
	for _, n := range []int{1, 100} {
		b, err := wire.EncodeBatch(cart, wire.Goods, inc, picks(1, n))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, payload []byte) {
		b, err := wire.DecodeBatch(payload)
		if err != nil {
			return
		}
		again, err := wire.EncodeBatch(b.From, b.Stream, b.Incarnation, b.Events)
		if errors.Is(err, wire.ErrTooLarge) {
			return // taken packed better than we pack
		}
		if err != nil {
			t.Fatalf("taken, but cannot be sent on: %v", err)
		}
		if _, err := wire.DecodeBatch(again); err != nil {
			t.Fatalf("sent on, but not taken: %v", err)
		}
	})
}

func BenchmarkEncodeBatch(b *testing.B) {
	events := picks(1, 100)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := wire.EncodeBatch(cart, wire.Goods, inc, events); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDecodeBatch(b *testing.B) {
	payload, _ := wire.EncodeBatch(cart, wire.Goods, inc, picks(1, 100))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := wire.DecodeBatch(payload); err != nil {
			b.Fatal(err)
		}
	}
}

func ExampleEncodeBatch() {
	e := wire.NewEvent(wire.BookSwitched, noon, wire.BookSwitch{Version: 3})
	e.Seq = 1
	a := wire.Address{Tenant: "acme", Store: "0042", Device: "cart-7"}
	b, err := wire.EncodeBatch(a, wire.Control, "c0ffee", []wire.Event{e})
	if err != nil {
		fmt.Println(err)
	}
	got, err := wire.DecodeBatch(b)
	fmt.Println(got.From.Device, got.Events[0].Seq, string(got.Events[0].Data), err)
	// Output: cart-7 1 {"version":3,"products":0,"offers":0} <nil>
}
