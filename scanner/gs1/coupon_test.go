package gs1

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseCoupon_ReadsEveryField(t *testing.T) {
	dollar := func(cents int64) Decimal { return Decimal{cents, 2} }
	for _, c := range []struct {
		name, v string
		want    Coupon
	}{
		{
			"a dollar off one of family 123", "0" + "614141" + "123456" + "3100" + "11" + "0" + "123",
			Coupon{
				Funder: "614141", Offer: "123456", Save: Saving{Kind: SaveAmount, Amount: dollar(100)},
				First: Purchase{BuyUnits, Decimal{1, 0}, "123", "614141"},
			},
		},
		{
			"everything", "1" + "0614141" + "012345" + "250" + "3200" + "1" + "100" +
				"1" + "0" + "210" + "0" + "200" + "9" +
				"2" + "3150" + "3" + "300" + "2" + "12345678" +
				"3" + "270131" + "4" + "261122" + "5" + "1" + "1234567" + "6" + "2" + "87654321" + "9" + "5" + "2" + "1" + "1",
			Coupon{
				Funder: "0614141", Offer: "012345", Save: Saving{Kind: SavePercent, Amount: Decimal{50, 0}, On: 2},
				First: Purchase{BuyValue, dollar(200), "100", "0614141"}, Rule: RuleAny,
				Second: Purchase{BuyUnits, Decimal{10, 0}, "200", "0614141"}, Third: Purchase{BuyPounds, dollar(150), "300", "12345678"},
				Expiry: Date{2027, 1, 31}, Start: Date{2026, 11, 22}, Serial: "1234567", Retailer: "87654321", Store: 1, DontMultiply: true,
			},
		},
		{
			"half a kilogram free", "0" + "614141" + "123456" + "3500" + "41000" + "4" + "123" + "9" + "2" + "0" + "0" + "0",
			Coupon{
				Funder: "614141", Offer: "123456", Save: Saving{Kind: SaveUnits, Amount: Decimal{500, 3}},
				First: Purchase{BuyKilograms, Decimal{1000, 3}, "123", "614141"},
			},
		},
	} {
		got, err := ParseCoupon(c.v, 2026)
		if d := cmp.Diff(c.want, got); d != "" || err != nil {
			t.Errorf("%s: %v (-want +got)\n%s", c.name, err, d)
		}
	}
}

func TestParseCoupon_TellsTheFirstFault(t *testing.T) {
	for _, c := range []struct {
		v        string
		pos, len int
	}{
		{"", 0, 0},
		{"7", 0, 1},
		{"06141", 1, 4},
		{"0614141123456310011012x", 22, 1},
		{"06141411234563100110123" + "8", 23, 1},
		{"06141411234563100110123" + "3270131" + "4270201", 23, 14},
	} {
		_, err := ParseCoupon(c.v, 2026)
		bad, ok := errors.AsType[*Error](err)
		if !ok || bad.Pos != c.pos || bad.Len != c.len || bad.AI != aiCoupon {
			t.Errorf("%q: %+v, want it at %d+%d", c.v, bad, c.pos, c.len)
		}
	}
}

func TestParsePositiveOffer_ReadsEveryField(t *testing.T) {
	got, err := ParsePositiveOffer("1" + "2" + "12345678" + "654321" + "3" + "123456789")
	if want := (PositiveOffer{"1", "12345678", "654321", "123456789"}); err != nil || got != want {
		t.Errorf("got %+v, %v, want %+v", got, err, want)
	}
	if _, err := ParsePositiveOffer("2012345612345601234567"); err == nil {
		t.Error("a format of the future was read")
	}
}

func TestParseGCN_PartsTheSerialNumber(t *testing.T) {
	for v, want := range map[string]GCN{"9521234543213": {"9521234543213", ""}, "9521234543213007": {"9521234543213", "007"}} {
		if got, err := ParseGCN(v); err != nil || got != want {
			t.Errorf("%s: %+v, %v, want %+v", v, got, err, want)
		}
	}
	for _, bad := range []string{"", "952123454321", "9521234543214", "952123454321X", "95212345432130123456789012"} {
		if got, err := ParseGCN(bad); err == nil {
			t.Errorf("%s: %+v", bad, got)
		}
	}
}

func TestMessage_SavingIsWhatStandsBesideTheCouponNumber(t *testing.T) {
	for text, want := range map[string]string{
		"(255)9521234543213(3902)0150": "1.50 off",
		"(255)9521234543213(3941)0125": "12.5 % off",
		"(255)9521234543213(8111)0150": "150 points",
		"(255)9521234543213":           "",
		"(01)09521234543213":           "",
	} {
		m, err := ParseBracketed(text)
		if err != nil {
			t.Fatal(err)
		}
		s, ok := m.Saving()
		if got := s.String(); ok && got != want || !ok && want != "" {
			t.Errorf("%s: %q, %v, want %q", text, got, ok, want)
		}
	}
}

// FuzzCoupon proves that the readers take what the linters take, whatever they
// are given, and that their faults lie within it.
func FuzzCoupon(f *testing.F) {
	f.Add("106141410222223100110222111101231023456721104561045678991201")
	f.Add("001234561234560123456")
	f.Fuzz(func(t *testing.T, v string) {
		_, coupon := ParseCoupon(v, 2026)
		_, offer := ParsePositiveOffer(v)
		for name, err := range map[string]error{"couponcode": coupon, "couponposoffer": offer} {
			if _, lint := Lint(name, v); (lint == nil) != (err == nil) {
				t.Fatalf("%s of %q: %v, read %v", name, v, lint, err)
			}
			if bad, ok := errors.AsType[*Error](err); ok && (bad.Pos < 0 || bad.Len < 0 || bad.Pos+bad.Len > len(v)) {
				t.Fatalf("%s of %q: %+v", name, v, bad)
			}
		}
	})
}
