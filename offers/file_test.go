package offers_test

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"endcap/offers"

	"github.com/google/go-cmp/cmp"
)

func TestParseFile_ReadsAFileAndRunsItsExamples(t *testing.T) {
	b, err := os.ReadFile("testdata/offers.json")
	if err != nil {
		t.Fatal(err)
	}
	f, err := offers.ParseFile(b)
	if err != nil {
		t.Fatal(err)
	}
	if f.Sequence != 7 || len(f.Offers) != 3 {
		t.Errorf("sequence %d, %d offers", f.Sequence, len(f.Offers))
	}
	again, err := json.Marshal(f)
	if err != nil {
		t.Fatal(err)
	}
	g, err := offers.ParseFile(again)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(g, f); diff != "" {
		t.Errorf("written and read again: %s", diff)
	}
	wrong := strings.Replace(string(b), `"saved": 197`, `"saved": 196`, 1)
	_, err = offers.ParseFile([]byte(wrong))
	want := "9:9: offers[0].examples[0]: the example expects 1.96 EUR to be saved, offer tomatoes-3-for-4 saves 1.97 EUR"
	if err == nil || err.Error() != want {
		t.Errorf("a wrong example: %v\nwant %s", err, want)
	}
}

func TestParseFile_TellsAllFaultsAtOnce(t *testing.T) {
	b, err := os.ReadFile("testdata/faulty.json")
	if err != nil {
		t.Fatal(err)
	}
	_, err = offers.ParseFile(b)
	if err == nil {
		t.Fatal("no fault")
	}
	want := []string{
		`2:67: minor_digits: it is 3, but EUR is counted with 2 decimals`,
		`5:13: offers[0].id: "Tomatoes!" is no id; use 1 to 64 small letters, digits and hyphens, not a hyphen first`,
		`5:46: offers[0].name.english: "english" is no language; write it like "en" or "de-AT"`,
		`5:71: offers[0].layer: "shop" is no layer; use shelf, item, multibuy, basket, coupon, loyalty or tender`,
		`6:16: offers[0].valid: it ends (2026-03-01T00:00:00Z) before it begins (2026-03-08T00:00:00Z)`,
		`8:18: offers[0].rewards[0].type: "gifts" is no reward type; use percent_off, amount_off, unit_price, near_expiry, group, buy_get, tiered, per_line_first_additional, gift, points_earn, points_multiply, points_burn, voucher or manufacturer_coupon`,
		`9:44: offers[0].rewards[1].percent: it is 120; it must be above 0 and at most 100, written like "12.5"`,
		`10:9: offers[0].rewards[2]: a group has exactly one of price, percent, amount, amount_per_unit, free_cheapest, or cheapest_units with percent`,
		`10:51: offers[0].rewards[2].groups[0].quantity: it is 0; it must be 1 to 24`,
		`16:22: offers[1].conditions[0].expr: at column 1: the condition ends here; a field, a number or a text is missing`,
		`16:80: offers[1].conditions[1].n: min_spend has no use for n; it takes amount, basis, select`,
		`17:94: offers[1].rewards[0].select.gtins[0]: gs1: not a GTIN: the product number 4006381333930 fails its check digit (the last digit should be 1)`,
		`19:12: offers[2].id: "tea-20" is the id of offers[1] already; every offer needs its own`,
		`19:58: offers[2].rewards: there are 0; it must be 1 to 16`,
		`19:71: offers[2].valid: an offer has a beginning and an end: {"from": "2026-03-01T00:00:00Z", "to": "2026-03-08T00:00:00Z"}`,
	}
	if diff := cmp.Diff(strings.Split(err.Error(), "\n"), want); diff != "" {
		t.Error(diff)
	}
}

func TestParseFile_TellsAlsoWhatIsWrongBesideWhatCannotBeRead(t *testing.T) {
	_, err := offers.ParseFile([]byte(`{"format": "endcap-offers/1", "currency": "euro", "minor_digits": 2, "offers": [
{"id": "a", "name": {"en": "A"}, "valid": {"from": "2026-03-01", "to": "2026-04-01T00:00:00Z"}, "rewards": [{"type": "gifts"}]},
{"id": "a", "name": 5, "valid": {"from": "2026-03-01T00:00:00Z", "to": "2026-02-01T00:00:00Z"}, "rewards": [{"type": "percent_off", "percent": 20, "scope": "unit"}]}]}`))
	want := []string{
		`1:43: currency: money: not one currency: "euro"; write three capital letters like EUR`,
		`2:52: offers[0].valid.from: "2026-03-01" is no moment; write it with its zone, like 2026-03-01T00:00:00Z or 2026-03-01T00:00:00+01:00`,
		`2:118: offers[0].rewards[0].type: "gifts" is no reward type; use percent_off, amount_off, unit_price, near_expiry, group, buy_get, tiered, per_line_first_additional, gift, points_earn, points_multiply, points_burn, voucher or manufacturer_coupon`,
		`3:8: offers[1].id: "a" is the id of offers[0] already; every offer needs its own`,
		`3:21: offers[1].name: it must be an object {...}`,
		`3:33: offers[1].valid: it ends (2026-02-01T00:00:00Z) before it begins (2026-03-01T00:00:00Z)`,
		`3:144: offers[1].rewards[0].percent: it must be a text in quotation marks`,
	}
	if err == nil {
		t.Fatal("no fault")
	}
	if diff := cmp.Diff(strings.Split(err.Error(), "\n"), want); diff != "" {
		t.Error(diff)
	}
}

// TestParseFile_ReadsEveryWord reads a file in which each condition, reward and
// limit has examples that come out.
func TestParseFile_ReadsEveryWord(t *testing.T) {
	b, err := os.ReadFile("testdata/words.json")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := offers.ParseFile(b); err != nil {
		t.Fatal(err)
	}
	for _, word := range []offers.ConditionType{
		offers.MinSpend, offers.MinQuantity, offers.MinProducts, offers.MinWeight, offers.MinPoints, offers.MinMembers, offers.Contains, offers.Segment, offers.Member,
		offers.NthVisit, offers.FirstPurchase, offers.ChallengeDone, offers.Zone, offers.Weekday, offers.Holiday, offers.TimeOfDay, offers.Coupon, offers.AskIf,
	} {
		if !strings.Contains(string(b), `"type": "`+string(word)+`"`) {
			t.Errorf("no offer has a condition %s", word)
		}
	}
	for _, word := range []offers.RewardType{
		offers.PercentOff, offers.AmountOff, offers.UnitPrice, offers.NearExpiry, offers.GroupDeal, offers.BuyGet, offers.Tiered, offers.FirstAdditional, offers.Gift,
		offers.PointsEarn, offers.PointsMultiply, offers.PointsBurn, offers.Voucher, offers.ManufacturerCoupon,
	} {
		if !strings.Contains(string(b), `"type": "`+string(word)+`"`) {
			t.Errorf("no offer has a reward %s", word)
		}
	}
}

func FuzzParseFile(f *testing.F) {
	for _, name := range []string{"testdata/offers.json", "testdata/faulty.json", "testdata/words.json"} {
		b, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		file, err := offers.ParseFile(b)
		if err != nil {
			return
		}
		if _, err := offers.Compile(file.Currency, file.Offers); err != nil {
			t.Fatalf("a file that was read does not compile: %v", err)
		}
	})
}

func FuzzParseBasket(f *testing.F) {
	f.Add([]byte(`{"currency":"EUR","lines":[{"gtin":"4006381333931","quantity":3,"price":249,"expiry":"2026-03-01"}]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		basket, ctx, err := offers.ParseBasket(b)
		if err != nil {
			return
		}
		var none *offers.Set
		if r := none.Price(basket, ctx); r.Problem != "" || r.Total != r.Subtotal {
			t.Fatalf("%+v", r)
		}
	})
}

func TestParseDraft_RunsTheExamplesOfWhatIsRight(t *testing.T) {
	const offer = `{"id":"%d","name":{"en":"A"},"valid":{"from":"2026-03-01T00:00:00Z","to":"2026-04-01T00:00:00Z"},
		"rewards":[{"type":"percent_off","percent":"%s","scope":"unit"}],"examples":[{"basket":[{"sku":"a","quantity":1,"price":100}],"expect":{"saved":7}}]}`
	d, err := offers.ParseDraft(fmt.Appendf(nil, `{"format":"endcap-offers/1","currency":"EUR","minor_digits":3,"offers":[`+offer+","+offer+","+offer+`],"offers[-1]":1}`,
		1, "7", 2, "700", 3, "8"))
	want := []string{
		"1:61: minor_digits: it is 3, but EUR is counted with 2 decimals",
		`3:46: offers[1].rewards[0].percent: it is 700; it must be above 0 and at most 100, written like "12.5"`,
		"4:79: offers[2].examples[0]: the example expects 0.07 EUR to be saved, offer 3 saves 0.08 EUR",
		"4:153: offers[-1]: unknown key; known here: format, currency, minor_digits, sequence, offers",
	}
	if diff := cmp.Diff(strings.Split(fmt.Sprint(err), "\n"), want); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(d.Sound, []bool{true, false, false}); diff != "" {
		t.Error(diff)
	}
}
