package page

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	part "endcap/device"
	"endcap/device/intake"
	"endcap/device/label"
	"endcap/internal/hq/ledger"
	"endcap/internal/hq/uplink"
	"endcap/offers/basket"
	"endcap/offers/money"
	"endcap/offers/play"
	"endcap/offers/points"
	"endcap/offers/quota"
	"endcap/offers/stock"
	"endcap/scanner/gs1"
	"endcap/sync/wire"
)

const (
	milk = gs1.GTIN(9520001100376)
	ham  = gs1.GTIN(9520001100741)
)

func eur(minor int64) money.Amount { return money.New(minor, money.Currency{'E', 'U', 'R'}) }

// shop is a ledger with a morning in it, and its pages.
func shop(t *testing.T) (*ledger.Ledger, *httptest.Server) {
	t.Helper()
	l, err := ledger.Open(t.Context(), ledger.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	s := httptest.NewServer(New(Options{
		Ledger: l, Tenant: "demo", Version: "test", Log: slog.New(slog.DiscardHandler),
		Uplink: func() uplink.State { return uplink.State{Connected: true} },
	}))
	t.Cleanup(s.Close)
	return l, s
}

func add(t *testing.T, l *ledger.Ledger, device string, events ...wire.Event) {
	t.Helper()
	a := wire.Address{Tenant: "demo", Store: "berlin-1", Device: device}
	upto, err := l.Upto(t.Context(), a, wire.Goods, "abc")
	if err != nil {
		t.Fatal(err)
	}
	for i := range events {
		events[i].Seq = upto + uint64(i) + 1
	}
	if _, _, err := l.Append(t.Context(), wire.Batch{From: a, Stream: wire.Goods, Incarnation: "abc", Events: events}, time.Now()); err != nil {
		t.Fatal(err)
	}
}

func get(t *testing.T, url string) (int, string) {
	t.Helper()
	r, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	if csp := r.Header.Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") {
		t.Errorf("%s: got policy %q", url, csp)
	}
	return r.StatusCode, string(b)
}

func TestSentence_TellsEveryKindOfEvent(t *testing.T) {
	at := time.Now()
	names := map[gs1.GTIN]string{milk: "Whole Milk"}
	for _, c := range []struct {
		e    wire.Event
		want string
	}{
		{wire.NewEvent(wire.StockMoved, at, stock.Movement{GTIN: milk, Lot: "L1", Place: "cart-07", Quantity: 2, Cause: stock.Picked}), "2 × Whole Milk (lot L1) taken into cart-07"},
		{wire.NewEvent(wire.StockMoved, at, stock.Movement{GTIN: milk, Place: "cart-07", Quantity: -1, Cause: stock.PutBack}), "Whole Milk put back out of cart-07"},
		{wire.NewEvent(wire.StockMoved, at, stock.Movement{GTIN: ham, Place: "cart-07", Quantity: -1250, Grams: true, Cause: stock.Sold}), "1\u202f250 g of 9520001100741 sold out of cart-07"},
		{wire.NewEvent(wire.StockMoved, at, stock.Movement{GTIN: milk, Place: "A3-1", Quantity: 24, Cause: stock.Stocked}), "24 × Whole Milk stocked at A3-1"},
		{wire.NewEvent(wire.StockMoved, at, stock.Movement{GTIN: milk, Place: "A3-1", Quantity: -3, Cause: "counted"}), "3 × Whole Milk left A3-1"},
		{wire.NewEvent(wire.BasketClosed, at, basket.Sale{Pieces: 7, Total: eur(1245), Saved: eur(120)}), "Basket paid: 7 pieces for 12.45 EUR, 1.20 EUR saved"},
		{wire.NewEvent(wire.LabelShown, at, label.Shown{Label: "l1", Place: "A3-1", GTIN: milk, Price: eur(129)}), "Label l1 at A3-1 shows Whole Milk at 1.29 EUR"},
		{wire.NewEvent(wire.ItemRefused, at, intake.Refusal{GTIN: milk, Lot: "L1", Cause: "recalled"}), "Refused Whole Milk (lot L1): the lot is recalled"},
		{wire.NewEvent(wire.ItemRefused, at, intake.Refusal{Text: "x", Cause: "not_a_product"}), "Refused a scan: it is no product"},
		{wire.NewEvent(wire.PointsPosted, at, points.Earned("b", "five-a-euro", "8e5c", 0, 1200, at)), "1\u202f200 points from issue/five-a-euro to member/8e5c"},
		{wire.NewEvent(wire.OfferRedeemed, at, wire.Redemption{Basket: "b", Use: quota.Use{Offer: "soup", Times: 1, Money: money.New(90, money.Currency{'E', 'U', 'R'})}}), "Offer soup given 1 time, for 0.90 EUR"},
		{wire.NewEvent(wire.BasketContinued, at, basket.Rest{Basket: "cart-07-000012", Lines: make([]basket.SaleLine, 60)}), "60 lines more of basket cart-07-000012, which was paid"},
		{wire.NewEvent(wire.BasketReturned, at, basket.Return{Basket: "cart-07-000012", Lines: []basket.ReturnedLine{{Quantity: 2}}, Refund: eur(280), Why: "stale"}), "2 pieces of basket cart-07-000012 came back, 2.80 EUR paid back: stale"},
		{wire.NewEvent(wire.DrawMade, at, wire.Draw{Offer: "lucky", Drawn: play.Drawn{Empty: true}}), "Drew lucky: won, but nothing was left to give"},
		{wire.NewEvent(wire.StoreRepaired, at, wire.StoreRepair{Step: "salvage", Kept: "12 records of 6 buckets", Lost: "nothing"}), "Its local ledger was damaged and repaired (salvage): kept 12 records of 6 buckets, lost nothing"},
		{wire.NewEvent(wire.BookSwitched, at, wire.BookSwitch{Version: 3, Products: 40, Offers: 1}), "Sells by price book 3: 40 products, 1 offer"},
		{wire.Event{Seq: 40, First: 1, Type: wire.EventsDropped, At: at, Data: json.RawMessage(`{"reason":"room","levels":[{}]}`)}, "40 events given up for want of room, numbers 1 to 40; 1 sum of what they moved came instead"},
		{wire.NewEvent(wire.CommandDone, at, wire.CommandResult{ID: "x", Number: 3, Kind: "blink", Outcome: wire.Done}), "Command 3 (blink) done"},
		{wire.NewEvent(wire.HealthChanged, at, part.Health{Part: "scanner", State: part.Missing, Text: "no answer"}), "scanner is missing: no answer"},
		{wire.NewEvent("endcap.of.tomorrow.v1", at, 1), "Something this headquarters does not know: endcap.of.tomorrow.v1"},
		{wire.Event{Type: wire.StockMoved, Data: json.RawMessage(`7`)}, "Cannot be read: json: cannot unmarshal number into Go value of type stock.Movement"},
	} {
		if got := sentence(ledger.Entry{Event: c.e}, names); got != c.want {
			t.Errorf("got  %q\nwant %q", got, c.want)
		}
	}
}

func TestPages_ShowTheFleetAndTheLedger(t *testing.T) {
	l, s := shop(t)
	if code, body := get(t, s.URL+"/"); code != 200 || !strings.Contains(body, "No device has called yet") {
		t.Errorf("an empty fleet: got %d: %s", code, body)
	}
	if _, _, err := l.Hello(t.Context(), wire.Address{Tenant: "demo", Store: "berlin-1", Device: "cart-07"}, wire.Hello{Incarnation: "abc", Session: 1, Streams: []wire.Position{{Stream: wire.Goods, Incarnation: "abc", Next: 4}}, Role: "cart", Version: "1.0"}, time.Now()); err != nil {
		t.Fatal(err)
	}
	add(
		t, l, "cart-07",
		wire.NewEvent(wire.StockMoved, time.Now(), stock.Movement{GTIN: milk, Lot: "L1", Place: "cart-07", Quantity: 2, Cause: stock.Picked}),
		wire.NewEvent(wire.BasketClosed, time.Now(), basket.Sale{Pieces: 2, Total: eur(258), Saved: eur(0)}),
	)
	other := wire.Hello{Incarnation: "abd", Session: 1, Streams: []wire.Position{{Stream: wire.Money, Incarnation: "abd", Next: 5, Safe: 4}}}
	if _, _, err := l.Hello(t.Context(), wire.Address{Tenant: "demo", Store: "berlin-1", Device: "cart-08"}, other, time.Now()); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Command(t.Context(), wire.Address{Tenant: "demo", Store: "berlin-1", Device: "cart-07"}, ledger.Order{Kind: "blink", For: time.Minute}, time.Now()); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string][]string{
		"/":                                     {"cart-07", "Online", "2.58", "Basket paid: 2 pieces for 2.58 EUR", "<strong>1</strong>", "4 events of sales and prices are missing"},
		"/ledger":                               {"2 × 9520001100376 (lot L1) taken into cart-07", "number 2", "2.58 EUR"},
		"/ledger?device=berlin-1/cart-07":       {"taken into cart-07", "goods moved", "blink"},
		"/ledger?device=berlin-1/other":         {"Nothing here."},
		"/ledger?kind=aside":                    {"Nothing here."},
		"/api/fleet":                            {`"device":"cart-07"`, `"pending":1`, `"last":"Basket paid`},
		"/api/ledger":                           {`"seq":1`, `"text":"2 × 9520001100376`},
		"/api/ledger?after=1":                   {`"seq":2`},
		"/api/stock":                            {`"gtin":"09520001100376","lot":"L1","place":"cart-07","quantity":2`},
		"/api/sales":                            {`"total":"2.58 EUR"`},
		"/api/alarms":                           {`"kind":"older"`, `"text":"berlin-1/cart-08: 4 events of sales and prices are missing that the device was told are safe`},
		"/api/streams?device=berlin-1/cart-07":  {`{"inc":"abc","stream":"stk","upto":2,"told":3}`},
		"/api/commands?device=berlin-1/cart-07": {`"kind":"blink"`, `"state":"waiting"`},
		"/healthz":                              {"true"},
		"/readyz":                               {"true"},
		"/assets/hq.css":                        {"--accent"},
		"/assets/hq.js":                         {"EventSource"},
		"/ledger?before=2":                      {"taken into cart-07"},
		"/ledger?device=berlin-1/cart-07&":      {"selected"},
	} {
		code, body := get(t, s.URL+path)
		if code != 200 {
			t.Errorf("%s: got %d: %s", path, code, body)
		}
		for _, w := range want {
			if !strings.Contains(body, w) {
				t.Errorf("%s: %q is not in it:\n%s", path, w, body)
			}
		}
	}
	for path, want := range map[string]int{"/nothing": 404, "/assets/fleet.html": 404, "/ledger?device=x": 400, "/api/ledger?after=-1": 400, "/ledger?before=z": 400, "/api/streams": 400, "/api/commands?device=x": 400} {
		if code, _ := get(t, s.URL+path); code != want {
			t.Errorf("%s: got %d, want %d", path, code, want)
		}
	}
}

func TestAlarmed_EveryKindIsASentence(t *testing.T) {
	for kind, want := range map[ledger.AlarmKind]string{
		ledger.Older: "older than it was", ledger.Lost: "12 events of goods moved are lost", ledger.Restored: "Nothing is lost",
		ledger.Twin: "two devices answer", ledger.Unsummed: "count the goods", "of-tomorrow": "of-tomorrow",
	} {
		got := alarmed(ledger.Alarm{From: wire.Address{Store: "berlin-1", Device: "cart-07"}, Kind: kind, Stream: wire.Goods, First: 3, Last: 14})
		if !strings.HasPrefix(got, "berlin-1/cart-07: ") || !strings.Contains(got, want) {
			t.Errorf("%s: got %q", kind, got)
		}
	}
}

func TestPages_EscapeWhatDevicesSay(t *testing.T) {
	l, s := shop(t)
	evil := `<script>alert(1)</script>`
	if _, _, err := l.Hello(t.Context(), wire.Address{Tenant: "demo", Store: "berlin-1", Device: "cart-07"}, wire.Hello{Incarnation: "abc", Session: 1, Role: evil, Version: evil}, time.Now()); err != nil {
		t.Fatal(err)
	}
	add(t, l, "cart-07", wire.NewEvent(wire.StockMoved, time.Now(), stock.Movement{GTIN: milk, Lot: evil, Place: evil, Quantity: 1, Cause: stock.Cause(evil)}))
	for _, path := range []string{"/", "/ledger", "/ledger?device=%3Cscript%3E/%3Cscript%3Ealert(1)"} {
		if _, body := get(t, s.URL+path); strings.Contains(body, "<script>") {
			t.Errorf("%s: a script of a device is in it", path)
		}
	}
}

func TestPages_OldestEventsAreReachedByPages(t *testing.T) {
	l, s := shop(t)
	for i := range 2 * maxEvents {
		add(t, l, "cart-07", wire.NewEvent(wire.StockMoved, time.Now(), stock.Movement{GTIN: milk, Place: fmt.Sprintf("place-%d.", i), Quantity: 1, Cause: stock.Stocked}))
	}
	path, pages := "/ledger", 0
	for ; path != ""; pages++ {
		_, body := get(t, s.URL+path)
		_, rest, more := strings.Cut(body, `class="more"><a href="`)
		if path = ""; more {
			path, _, _ = strings.Cut(rest, `"`)
			path = strings.ReplaceAll(path, "&amp;", "&")
		} else if !strings.Contains(body, "place-0.") {
			t.Error("the last page does not have the oldest event")
		}
	}
	if pages != 2 {
		t.Errorf("got %d pages, want 2", pages)
	}
}

func TestLive_TellsOfAChange(t *testing.T) {
	l, s := shop(t)
	r, err := http.Get(s.URL + "/live")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	buf := make([]byte, 64)
	read := func() string {
		n, err := r.Body.Read(buf)
		if err != nil {
			t.Fatal(err)
		}
		return string(buf[:n])
	}
	if got := read(); got != ": here\n\n" {
		t.Fatalf("got %q", got)
	}
	began := time.Now()
	for range 4 { // by its own beat the page would tell of them in four beats
		add(t, l, "cart-07", wire.NewEvent(wire.LabelShown, time.Now(), label.Shown{}))
		if got := read(); got != "data: again\n\n" || time.Since(began) > 2*beat {
			t.Fatalf("got %q after %v", got, time.Since(began))
		}
	}
}

func TestReadyz_SaysWhyNot(t *testing.T) {
	l, _ := shop(t)
	h := New(Options{Ledger: l, Log: slog.New(slog.DiscardHandler), Uplink: func() uplink.State { return uplink.State{Text: "no broker at mqtt://x"} }})
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/readyz", nil))
	if w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), "no broker at mqtt://x") {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
	w = httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
	if !strings.Contains(w.Body.String(), "Devices keep their events") {
		t.Errorf("the page does not say that the broker is away: %s", w.Body)
	}
}

func TestAgo_IsAsAPersonWouldSay(t *testing.T) {
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	for d, want := range map[time.Duration]string{0: "now", -time.Hour: "now", 5 * time.Second: "5 s ago", 3 * time.Minute: "3 min ago", 5 * time.Hour: "5 h ago", 75 * time.Hour: "3 days ago"} {
		if got := ago(now.Add(-d), now); got != want {
			t.Errorf("%v: got %q, want %q", d, got, want)
		}
	}
	if got := ago(time.Time{}, now); got != "never" {
		t.Errorf("got %q", got)
	}
}
