package intake_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"endcap/device/intake"
	"endcap/offers/catalog"
	"endcap/offers/money"
	"endcap/scanner"
	"endcap/scanner/gs1"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

func thing(it gs1.Item, recalled ...string) intake.Thing {
	return intake.Thing{Scan: scanner.Scan{Item: it}, Product: catalog.Product{Name: "Milk", Price: money.New(249, money.Currency{'E', 'U', 'R'}), Recalled: recalled}, Known: true}
}

func TestJudge_EveryReason(t *testing.T) {
	day := func(d int8) gs1.Date { return gs1.Date{Year: 2026, Month: 11, Day: d} }
	const g gs1.GTIN = 9520001100376
	for _, c := range []struct {
		name  string
		thing intake.Thing
		want  intake.Cause
		says  string
	}{
		{"good until today", thing(gs1.Item{GTIN: g, Expiry: day(21)}), intake.Fine, ""},
		{"expired yesterday", thing(gs1.Item{GTIN: g, Expiry: day(20)}), intake.Expired, "Milk was to be sold by 2026-11-20."},
		{"best before counts", thing(gs1.Item{GTIN: g, BestBefore: day(20), Expiry: day(30)}), intake.Expired, "2026-11-20"},
		{"no date, no lot", thing(gs1.Item{GTIN: g}), intake.Fine, ""},
		{"another lot is recalled", thing(gs1.Item{GTIN: g, Lot: "A"}, "B"), intake.Fine, ""},
		{"this lot is recalled", thing(gs1.Item{GTIN: g, Lot: "B"}, "A", "B"), intake.Recalled, "Milk is recalled (lot B) and may not be sold."},
		{"lots are recalled and this one is not known", thing(gs1.Item{GTIN: g}, "B"), intake.Recalled, "does not tell its lot"},
		{"all lots are recalled", thing(gs1.Item{GTIN: g, Lot: "A"}, "*"), intake.Recalled, "lot A"},
		{"recalled and expired", thing(gs1.Item{GTIN: g, Lot: "B", Expiry: day(1)}, "B"), intake.Recalled, "recalled"},
		{"unknown", intake.Thing{Scan: scanner.Scan{Item: gs1.Item{GTIN: g}}}, intake.Unknown, "The product 9520001100376 is not in the price book."},
		{"expired this morning", thing(gs1.Item{GTIN: g, Expiry: day(21), ExpiryTime: "11:59"}), intake.Expired, "11:59"},
		{"to expire tonight", thing(gs1.Item{GTIN: g, Expiry: day(21), ExpiryTime: "23:59"}), intake.Fine, ""},
		{"priced in dollars", thing(gs1.Item{GTIN: g, Price: 199, Currency: 840}), intake.Unfit, "priced in USD, not in EUR"},
		{"priced in euros", thing(gs1.Item{GTIN: g, Price: 199, Currency: 978}), intake.Fine, ""},
		{"a coupon", intake.Thing{Scan: scanner.Scan{Item: gs1.Item{Voucher: gs1.Element{AI: gs1.AIGTIN, Value: "9900000000004"}}}}, intake.NotAProduct, "This is a coupon"},
		{"a link", intake.Thing{Scan: scanner.Scan{Item: gs1.Item{Link: "https://example.com"}}}, intake.NotAProduct, "web link"},
		{"a pallet", intake.Thing{}, intake.NotAProduct, "names no product"},
		{"nonsense", intake.Thing{Fault: errors.New("gs1: not data")}, intake.NotAProduct, "This code is not understood: gs1: not data."},
	} {
		got, says := c.thing.Judge(noon)
		if got != c.want || !strings.Contains(says, c.says) || (says == "") != (c.want == intake.Fine) {
			t.Errorf("%s: %q %q, want %q %q", c.name, got, says, c.want, c.says)
		}
	}
}

func TestJudge_APrintedPriceThatFailsItsCheckIsNoPrice(t *testing.T) {
	layout, err := gs1.ParseLayout("22IIIIIVPPPPC")
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]intake.Cause{"2212345928750": intake.Fine, "2212345828753": intake.Unfit} {
		cheese := func(gs1.GTIN) (catalog.Product, bool, error) { return thing(gs1.Item{}).Product, true, nil }
		got, err := intake.Read(scanner.Symbol{Format: "EAN_13", Text: text}, gs1.Shop{Layouts: []gs1.Layout{layout}}, noon).LookUp(cheese)
		if cause, says := got.Judge(noon); err != nil || cause != want || (want != intake.Fine) != strings.Contains(says, "fails its check digit") {
			t.Errorf("%s is %q: %q, want %q (%+v, %v)", text, cause, says, want, got.Scan, err)
		}
	}
}

func TestPieces_AreCountedByTheCode(t *testing.T) {
	const g gs1.GTIN = 9520001100376
	for _, c := range []struct {
		item gs1.Item
		sold catalog.Sold
		want int64
	}{
		{gs1.Item{GTIN: g}, catalog.PerPiece, 1},
		{gs1.Item{GTIN: g, Count: 6}, catalog.PerPiece, 6},
		{gs1.Item{GTIN: g, Count: 6, Price: 499}, catalog.PerPiece, 1},
		{gs1.Item{GTIN: g, Count: 6, Serial: "S"}, catalog.PerPiece, 1},
		{gs1.Item{GTIN: g, Count: 6, Grams: 300}, catalog.PerKilogram, 1},
		{gs1.Item{GTIN: g, Count: 99_999_999}, catalog.PerPiece, 99_999_999},
	} {
		of := thing(c.item)
		of.Product.Sold = c.sold
		if got := of.Pieces(); got != c.want {
			t.Errorf("%+v: got %d, want %d", c.item, got, c.want)
		}
		if cause, says := of.Judge(noon); (cause == intake.Unfit) != (c.want > intake.MaxPieces) {
			t.Errorf("%+v is %q: %q", c.item, cause, says)
		}
	}
}

func TestJudge_ALotThatSwallowedADateIsNoLot(t *testing.T) {
	for text, want := range map[string]intake.Cause{
		"]d2010952000110037610R2611\x1d17271231": intake.Recalled,
		"]d2010952000110037610R2612\x1d17271231": intake.Fine,
		"]d2010952000110037610R261117271231":     intake.Recalled, // lot R2611, or a lot of that long name
	} {
		milk := func(gs1.GTIN) (catalog.Product, bool, error) {
			return thing(gs1.Item{}, "R2611").Product, true, nil
		}
		got, err := intake.Read(scanner.Symbol{Text: text}, gs1.Shop{}, noon).LookUp(milk)
		if err != nil {
			t.Fatal(err)
		}
		if cause, says := got.Judge(noon); cause != want {
			t.Errorf("%q is %q: %q, want %q", text, cause, says, want)
		}
		got.Product.Recalled = nil
		if cause, says := got.Judge(noon); cause != intake.Fine {
			t.Errorf("%q of a product that is not recalled is %q: %q", text, cause, says)
		}
	}
}

func TestRefusal_TellsOfAnyScan(t *testing.T) {
	for _, text := range []string{"", "\xff\x1d", strings.Repeat("ß", 500), strings.Repeat("x", intake.MaxText)} {
		r := intake.Thing{Scan: scanner.Scan{Symbol: scanner.Symbol{Text: text}}}.Refusal(intake.NotAProduct)
		b, err := json.Marshal(r)
		if n := utf8.RuneCountInString(r.Text); err != nil || n > intake.MaxText || !utf8.ValidString(r.Text) {
			t.Errorf("%.20q becomes %s (%d characters, %v)", text, b, n, err)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{"9520001100376", "0109520001100376172611211\x1d0A", "https://id.example.com/01/09520001100376/10/B", "]C101", ""} {
		f.Add("CODE_128", s, true)
		f.Add("EAN_13", s, false)
	}
	f.Fuzz(func(t *testing.T, format, text string, isGS1 bool) {
		known := func(g gs1.GTIN) (catalog.Product, bool, error) {
			return catalog.Product{GTIN: g, Name: "Milk"}, g == 9520001100376, nil
		}
		got, err := intake.Read(scanner.Symbol{Format: format, Text: text, GS1: isGS1}, gs1.Shop{}, noon).LookUp(known)
		if err != nil {
			t.Fatal(err)
		}
		cause, says := got.Judge(noon)
		if (cause == intake.Fine) != (says == "") || cause == intake.Fine && got.Scan.Item.GTIN == 0 {
			t.Errorf("%q is %q: %q", text, cause, says)
		}
		if _, err := json.Marshal(got.Refusal(cause)); err != nil {
			t.Error(err)
		}
	})
}

func ExampleThing_Judge() {
	milk := func(gs1.GTIN) (catalog.Product, bool, error) { return catalog.Product{Name: "Milk"}, true, nil }
	sym := scanner.Symbol{Format: "QR_CODE", Text: "https://id.example.com/01/09520001100376/10/A7?17=261120"}
	t, err := intake.Read(sym, gs1.Shop{}, noon).LookUp(milk)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(t.Judge(noon))
	// Output: expired Milk was to be sold by 2026-11-20.
}

func TestRead_CountsAPrintedPriceInTheMoneyOfTheBook(t *testing.T) {
	for currency, want := range map[money.Currency]int64{{'E', 'U', 'R'}: 12900, {'J', 'P', 'Y'}: 129, {'K', 'W', 'D'}: 129000} {
		product := func(gs1.GTIN) (catalog.Product, bool, error) {
			return catalog.Product{Price: money.New(1, currency)}, true, nil
		}
		got, err := intake.Read(scanner.Symbol{Text: "]e00199521234543216301\x1d39200129"}, gs1.Shop{}, noon).LookUp(product)
		if err != nil || got.Fault != nil || got.Scan.Item.Price != want {
			t.Errorf("in %s it is %d, %v %v, want %d", currency, got.Scan.Item.Price, err, got.Fault, want)
		}
	}
}
