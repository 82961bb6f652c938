package offers_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"endcap/offers"
	"endcap/offers/money"

	"github.com/google/go-cmp/cmp"
)

// worked is a case whose figures were worked out by hand: an offer file and a
// basket as a shop would write them, and what must come of it.
type worked struct {
	Name   string          `json:"name"`
	Source string          `json:"source"` // the law, the standard or the custom of the trade
	Why    string          `json:"why"`    // the sum
	Offers json.RawMessage `json:"offers"`
	Basket json.RawMessage `json:"basket"`
	// Back is what stays in the basket when goods go back, and what is refunded.
	Back *struct {
		Lines  []offers.Line `json:"lines"`
		Refund int64         `json:"refund"`
	} `json:"back"`
	Scanned []string       `json:"scanned"` // coupons in GS1 data, AIs in brackets
	Expect  map[string]any `json:"expect"`
}

// TestPrice_WorkedCases prices what real cases of other engines lack: goods
// that are weighed, deposits, the last day, zones, hours, refunds, limits, law.
func TestPrice_WorkedCases(t *testing.T) {
	files, err := filepath.Glob("testdata/worked/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no worked cases: %v", err)
	}
	n := 0
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		d, list := json.NewDecoder(bytes.NewReader(b)), []worked{}
		d.DisallowUnknownFields()
		if err := d.Decode(&list); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, w := range list {
			n++
			t.Run(strings.TrimSuffix(filepath.Base(name), ".json")+"/"+w.Name, w.test)
		}
	}
	t.Logf("%d cases", n)
}

func (w worked) test(t *testing.T) {
	if w.Source == "" || w.Why == "" {
		t.Error("a worked case names its source and its sum")
	}
	basket, ctx, err := offers.ParseBasket(w.Basket)
	if err != nil {
		t.Fatalf("the basket: %v", err)
	}
	for _, text := range w.Scanned {
		ctx.GS1 = append(ctx.GS1, coupon(t, text))
	}
	f, err := offers.ParseFile(fmt.Appendf(nil, `{"format":%q,"currency":%q,"minor_digits":%d,"offers":%s}`,
		offers.Format, basket.Currency, basket.Currency.Digits(), w.Offers))
	if err != nil {
		t.Fatalf("the offers: %v", err)
	}
	set, err := offers.Compile(f.Currency, f.Offers)
	if err != nil {
		t.Fatal(err)
	}
	r := set.Price(basket, ctx)
	if r.Problem != "" || r.Gap.Minor != 0 {
		t.Fatalf("problem %q, gap %s", r.Problem, r.Gap)
	}
	if diff := cmp.Diff(figures(r, w.Expect), w.Expect); diff != "" {
		t.Errorf("%s: %s\ngot (-) want (+)\n%s", w.Source, w.Why, diff)
	}
	if w.Back != nil {
		stays := set.Price(offers.Basket{Currency: basket.Currency, Lines: w.Back.Lines}, ctx)
		if got := r.Total.Minor - stays.Total.Minor; got != w.Back.Refund {
			t.Errorf("%s: %s\nrefund %d, want %d", w.Source, w.Why, got, w.Back.Refund)
		}
	}
}

// figures are those of a result that are asked for, as JSON has them.
func figures(r offers.Result, asked map[string]any) map[string]any {
	applied, times, gifts, vouchers := map[string]any{}, map[string]any{}, map[string]any{}, map[string]any{}
	for _, a := range r.Applied {
		applied[a.Offer], times[a.Offer] = float64(a.Saved.Minor), float64(a.Times)
	}
	for _, g := range r.Gifts {
		gifts[g.Offer] = float64(g.Quantity)
	}
	for _, v := range r.Vouchers {
		vouchers[v.Offer] = float64(v.Amount.Minor)
	}
	nets := []any{}
	for _, l := range r.Lines {
		nets = append(nets, float64(l.Net.Minor))
	}
	minor := func(a money.Amount) any { return float64(a.Minor) }
	all := map[string]any{
		"saved": minor(r.Saved), "total": minor(r.Total), "deposit": minor(r.Deposit), "due": minor(r.Due), "nets": nets,
		"earned": float64(r.Earned), "burned": float64(r.Burned), "personal": r.Personal,
		"applied": applied, "times": times, "gifts": gifts, "vouchers": vouchers,
	}
	out := map[string]any{}
	for k, want := range asked {
		got := all[k]
		if m, ok := want.(map[string]any); ok && len(m) > 0 {
			named := map[string]any{}
			for id := range m {
				if v, ok := got.(map[string]any)[id]; ok {
					named[id] = v
				} else {
					named[id] = 0.0
				}
			}
			got = named
		}
		out[k] = got
	}
	return out
}
