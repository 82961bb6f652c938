package wire_test

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"endcap/device"
	"endcap/device/intake"
	"endcap/device/label"
	"endcap/offers"
	"endcap/offers/basket"
	"endcap/offers/catalog"
	"endcap/offers/money"
	"endcap/offers/play"
	"endcap/offers/points"
	"endcap/offers/quota"
	"endcap/offers/stock"
	"endcap/scanner/gs1"
	"endcap/sync/wire"
	"endcap/sync/wire/wiretest"
)

var shelf = stock.Key{GTIN: 9506000134352, Lot: "ABC123", Place: "A3-1"}

var euro = money.Currency{'E', 'U', 'R'}

// told is one of each thing that an event can tell of.
var told = map[wire.Type]any{
	wire.StockMoved: stock.Movement{
		GTIN: 9506000134352, Lot: "ABC123", Expiry: gs1.Date{Year: 2026, Month: 12, Day: 24}, Place: "cart-7", Quantity: -500, Grams: true, Cause: stock.PutBack, At: noon,
	},
	wire.StockCounted: stock.Settled{
		Count: stock.Count{Key: shelf, Quantity: 12, At: noon, Incarnation: "00c0ffee00c0ffee", Upto: 4711},
		Was:   stock.Level{Key: shelf, Pieces: 9},
		Is:    stock.Level{Key: shelf, Pieces: 11},
	},
	wire.BasketClosed: basket.Sale{
		Basket: "b-17", Opened: noon.Add(-time.Hour), Closed: noon, Currency: euro, Pieces: 4,
		Lines: []basket.SaleLine{{
			Number: 1, GTIN: 9506000134352, Name: "Oat milk", Lot: "ABC123", Expiry: gs1.Date{Year: 2026, Month: 12, Day: 24}, Serial: "S1", Quantity: 3, Book: 3,
			Gross: money.New(597, euro), Paid: money.New(400, euro), Deposit: money.New(75, euro), Offers: []basket.SaleOffer{{Offer: "three-for-four", Saved: money.New(197, euro)}},
			Units: []offers.Units{{Quantity: 2, Each: money.New(133, euro)}, {Quantity: 1, Each: money.New(134, euro)}},
		}, {
			Number: 2, GTIN: 9506000134376, Name: "Tin of peas", Quantity: 1, Book: 3, Gross: money.New(100, euro), Paid: money.New(100, euro),
			Override: &basket.Override{Price: 100, By: "staff 12", Why: "dented"},
		}},
		Total: money.New(575, euro), Saved: money.New(197, euro), Deposit: money.New(75, euro), Due: money.New(475, euro), Parts: 1, Coupons: []string{"OAT-3"},
	},
	wire.LabelShown:    label.Shown{Label: "A3-1", Place: "A3-1", GTIN: 9506000134352, Price: money.New(199, euro), Book: 3},
	wire.ItemRefused:   intake.Refusal{GTIN: 9506000134352, Lot: "ABC123", Expiry: gs1.Date{Year: 2026, Month: 11, Day: 20}, Text: "(01)09506000134352(10)ABC123(17)261120", Cause: intake.Expired},
	wire.BookSwitched:  wire.BookSwitch{Epoch: 1, Version: 3, Was: 2, Products: 40000, Offers: 20},
	wire.CommandDone:   wire.CommandResult{ID: "c-9", Number: 9, Kind: "identify", Outcome: wire.Failed, Text: "the light does not answer"},
	wire.StoreRepaired: wire.StoreRepair{Step: "salvage", Found: "state.db: page 7 is not legible", Kept: "1,204 events", Lost: "at most 3 events", Evidence: "state.db.1"},
	wire.HealthChanged: device.Health{Part: "broker", State: device.Poor, Text: "no route to host; trying again by itself", Since: noon},
	wire.PointsPosted:  points.Earned("cart-7-000017.00c0ffee00c0ffee", "five-a-euro", "8e5c", 0, 20, noon),
	wire.OfferRedeemed: wire.Redemption{
		Basket: "cart-7-000017.00c0ffee00c0ffee",
		Use:    quota.Use{Offer: "soup-for-all", Times: 2, Money: money.New(180, euro), Serials: []int64{4711, 4712}, Account: "member/8e5c", Points: 100},
	},
	wire.BasketContinued: basket.Rest{Basket: "b-17", Closed: noon, Part: 1, Lines: []basket.SaleLine{{
		Number: 61, GTIN: 9506000134352, Name: "Oat milk", Quantity: 1, Measured: 1500, Gross: money.New(199, euro), Paid: money.New(199, euro),
	}}},
	wire.BasketReturned: basket.Return{
		Basket: "b-17", At: noon, Refund: money.New(159, euro), Each: true, By: "staff 12", Why: "sour",
		Lines: []basket.ReturnedLine{{
			Number: 1, GTIN: 9506000134352, Lot: "ABC123", Expiry: gs1.Date{Year: 2026, Month: 12, Day: 24}, Serial: "S1", Quantity: 1, Grams: 500,
		}},
	},
	wire.DrawMade: wire.Draw{Offer: "lucky-monday", Drawn: play.Drawn{Device: "cart-7", Basket: "cart-7-000017.00c0ffee00c0ffee", Empty: true}},
	wire.EventsDropped: wire.Dropped{
		Reason: "room", From: noon.Add(-time.Hour), To: noon, Types: []wire.Tally{{Type: wire.StockMoved, Count: 4999}},
		Levels: []stock.Level{{Key: stock.Key{GTIN: 9506000134352, Lot: "ABC123", Place: "cart-7"}, Pieces: 12, Grams: -500}},
	},
}

// dropped is a marker that stands for first to last.
func dropped(first, last uint64) wire.Event {
	e := wire.NewEvent(wire.EventsDropped, noon, told[wire.EventsDropped])
	e.First, e.Seq, e.Clock, e.Mono = first, last, wire.ClockNone, 61_000
	return e
}

func command() wire.Command {
	return wire.Command{
		Tenant: "acme", Store: "0042", Device: "cart-7", ID: "c-9", Number: 9, Issued: noon, Expires: noon.Add(5 * time.Minute),
		Nonce: nonce, Kind: "identify", Args: json.RawMessage(`{"seconds":10}`),
	}
}

// granted has one of everything that an offer's grant may say.
func granted() wire.Granted {
	return wire.Granted{Book: inc, Grant: quota.Grant{
		ID: "soup-for-all/17", Offer: "soup-for-all", Uses: 20, Money: money.New(2000, euro), Serials: quota.Serials{From: 4701, To: 4720},
		Seed: play.Secret{31: 1}, Until: noon.AddDate(0, 0, 7),
	}}
}

// sheetText is a sheet with one of everything.
func sheetText(t *testing.T) json.RawMessage {
	t.Helper()
	day := gs1.Date{Year: 2026, Month: 11, Day: 20}
	b, err := json.Marshal(catalog.Sheet{
		GTIN: 9506000134352,
		Links: []catalog.Link{{
			Type: "gs1:recipeInfo", Href: "https://example.com/porridge", Title: "Porridge", Lang: "en", Media: "text/html", Lot: "L9", Serial: "S1", Default: true,
		}},
		Texts:        []catalog.Text{{Lang: "en", About: "Made of oats.", Origin: "Two farms.", Ingredients: "Water, oats.", Use: "Shake.", Storage: "Cool.", Recipe: "Boil."}},
		Allergens:    []catalog.Allergen{{Name: "oats"}, {Name: "soybeans", Traces: true}},
		Certificates: []catalog.Certificate{{Name: "EU organic", By: "Control", Number: "7", Until: day, Href: "/certificates/7"}},
		Lots:         []catalog.Lot{{Lot: "L9", Steps: []catalog.Step{{Day: day, What: "filled", Where: "Dairy"}}}},
		Recall:       &catalog.Recall{Since: day, Notices: []catalog.Notice{{Lang: "en", Why: "It may be sour.", Advice: "Bring it back."}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// sheetManifest is the manifest of a book with a sheet.
func sheetManifest() wire.Manifest {
	m := manifest()
	m.Sheets, m.All = 1, m.Root.Add(wire.SheetRoot([]byte("{}")))
	m.Deltas = m.Deltas[:1]
	m.Deltas[0].All = wire.Root{31: 2}
	return m
}

func TestWire_WhatEventsAndBodiesTellStaysAsItWas(t *testing.T) {
	say := func(name string, v any) {
		t.Helper()
		b, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		golden(t, name, b)
	}
	for kind, v := range told {
		say("event/"+string(kind)+".json", v)
	}
	say("command-body.json", command())
	say("granted.json", granted())
	say("granted-end.json", wire.Granted{Book: inc, End: granted().Grant.ID})
	say("taken.json", wire.Taken{Uses: 3, Money: 270})
	say("manifest.json", manifest())
	say("manifest-sheets.json", sheetManifest())
	later := manifest()
	later.NotBefore = later.Made.Add(8 * time.Hour)
	say("manifest-later.json", later)
	say("index-line.json", manifest().Index[0])
	say("line-product.json", wire.BookLine{Product: json.RawMessage(`{"gtin":"09506000134352","name":"Oat milk","category":["drinks"],"price":"1.99 EUR","content":"1 l","recalled":["L9"]}`)})
	say("line-sheet.json", wire.BookLine{Product: json.RawMessage(`{"gtin":"09506000134352","name":"Oat milk","price":"1.99 EUR"}`), Sheet: sheetText(t)})
	say("line-sheet-gone.json", wire.BookLine{Product: json.RawMessage(`{"gtin":"09506000134352","name":"Oat milk","price":"1.99 EUR"}`), Sheet: json.RawMessage(wire.NoSheet)})
	say("line-offer.json", wire.BookLine{Offer: json.RawMessage(`{"id":"three-for-four","name":{"en":"Three for four"},"valid":{"from":"2026-01-01T00:00:00Z"},"rewards":[{"type":"group"}]}`)})
	say("line-gone.json", wire.BookLine{Gone: 9506000134352})
	private, _ := key(1)
	signed, err := wire.SignCommand(command(), private)
	if err != nil {
		t.Fatal(err)
	}
	settle(t, "command.json", signed)
}

// judge holds a golden file against the contract, by its name.
func judge(c *wiretest.Contract, path string, b []byte) error {
	dir, file := filepath.Split(path)
	if strings.HasSuffix(dir, "event"+string(filepath.Separator)) {
		return c.Message("events", enveloped(strings.TrimSuffix(file, ".json"), b))
	}
	name, _, _ := strings.Cut(file, ".")
	for prefix, schema := range map[string]string{"command-body": "Command", "manifest": "Manifest", "granted": "Granted", "taken": "Taken", "index-line": "Chunk", "line": "BookLine"} {
		if strings.HasPrefix(name, prefix) {
			return c.Schema(schema, b)
		}
	}
	if name == "book-head" {
		name = "bookHead"
	}
	name, _, _ = strings.Cut(name, "-")
	if name == "batch" {
		name = "events"
	}
	return c.Message(name, b)
}

// enveloped is a batch of one event with this data.
func enveloped(kind string, data []byte) []byte {
	e := map[string]any{
		"specversion": "1.0", "id": inc + "-stk-5000", "source": "/ec/acme/0042/cart-7", "type": kind, "time": noon, "datacontenttype": "application/json", "data": json.RawMessage(data),
	}
	if kind == string(wire.EventsDropped) {
		e["first"] = "2"
	}
	b, _ := json.Marshal([]any{e})
	return b
}

// goldens yields every golden file, those of a newer end among them.
func goldens(t *testing.T) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	err := filepath.WalkDir("testdata", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			if err == nil && d.Name() == "fuzz" {
				return fs.SkipDir
			}
			return err
		}
		all[path], err = os.ReadFile(path)
		return err
	})
	if err != nil || len(all) < 35 {
		t.Fatalf("%d golden files, %v", len(all), err)
	}
	return all
}

func TestContract_HoldsForEveryGolden(t *testing.T) {
	c := wiretest.Open(t)
	for path, b := range goldens(t) {
		if err := judge(c, path, b); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// TestContract_RefusesWhatIsTouched takes out of each golden file one member
// that the contract demands, or gives one a wrong type, each in turn.
func TestContract_RefusesWhatIsTouched(t *testing.T) {
	c, touched := wiretest.Open(t), 0
	optional := map[string]bool{"first?": true, "clock?": true, "mono?": true, "from?": true, "en?": true}
	for _, v := range described {
		for _, name := range fields(reflect.TypeOf(v)) {
			optional[name] = true
		}
	}
	for path, b := range goldens(t) {
		if strings.Contains(path, "newer") || strings.HasSuffix(path, ".zst") {
			continue
		}
		var v any
		if err := json.Unmarshal(b, &v); err != nil {
			t.Fatal(err)
		}
		each(v, func(m map[string]any, name string) {
			old := m[name]
			try := func(what string) {
				touched++
				text, _ := json.Marshal(v)
				if judge(c, path, text) == nil {
					t.Errorf("%s: taken with %s %s", path, name, what)
				}
			}
			if m[name] = any(false); old == true || old == false {
				m[name] = "yes"
			}
			try("of a wrong type")
			if delete(m, name); !optional[name+"?"] {
				try("missing")
			}
			m[name] = old
		})
	}
	if touched < 250 {
		t.Errorf("only %d members were touched", touched)
	}
}

// each calls f for every member in v, at any depth.
func each(v any, f func(m map[string]any, name string)) {
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			each(e, f)
		}
	case map[string]any:
		for name, e := range v {
			if name == "args" || name == "rewards" || name == "data" {
				continue // may hold anything
			}
			each(e, f)
			f(v, name)
		}
	}
}
