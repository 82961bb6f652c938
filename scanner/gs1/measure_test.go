package gs1

import (
	"math"
	"testing"
)

func TestMeasure_ReadsEveryAIThatCarriesANumber(t *testing.T) {
	for _, c := range []struct {
		ai          AI
		value, want string
		kind        Kind
		unit        Unit
	}{
		{1_3102, "001250", "12.50 kg", KindNetWeight, "KGM"},
		{1_3104, "012345", "1.2345 kg", KindNetWeight, "KGM"},
		{1_3105, "000001", "0.00001 kg", KindNetWeight, "KGM"},
		{1_3202, "001250", "12.50 lb", KindNetWeight, "LBR"},
		{1_3562, "000150", "1.50 oz t", KindNetWeight, "APZ"},
		{1_3153, "000750", "0.750 l", KindNetVolume, "LTR"},
		{1_3141, "000025", "2.5 m²", KindArea, "MTK"},
		{1_3303, "123456", "123.456 kg", KindGrossWeight, "KGM"},
		{1_3370, "000500", "500 kg/m²", KindAreaWeight, "28"},
		{1_3690, "000001", "1 yd³", KindGrossVolume, "YDQ"},
		{AICount, "12", "12", KindCount, ""},
		{1_37, "24", "24", KindContentCount, ""},
		{1_3902, "500", "5.00", KindPayable, ""},
		{1_3912, "826001999", "19.99 GBP", KindPayable, ""},
		{1_3930, "840250", "250 USD", KindPrice, ""},
		{1_3923, "1234567", "1234.567", KindPrice, ""},
		{1_3942, "1250", "12.50 %", KindPercentOff, "P1"},
		{1_3953, "001299", "1.299", KindUnitPrice, ""},
		{1_8111, "0150", "150", KindPoints, ""},
		{1_4330, "005000", "50.00 °F", KindMaxTemp, "FAH"},
		{1_4331, "000400", "4.00 °C", KindMaxTemp, "CEL"},
		{1_4333, "001850-", "-18.50 °C", KindMinTemp, "CEL"},
	} {
		m, ok := Element{c.ai, c.value}.Measure()
		if !ok || m.String() != c.want || m.Kind != c.kind || m.Unit != c.unit {
			t.Errorf("(%s)%s is %+v, %v, want %s", c.ai, c.value, m, ok, c.want)
		}
	}
	for _, el := range []Element{{AILot, "12"}, {1_3103, "12a456"}, {1_3103, ""}, {1_3912, "8x6001999"}, {1_3912, "82"}, {1_3912, "826"}, {1_4331, "-"}, {1_3400, "1234567890123456789"}, {1_3600, "\x00"}, {1_3890, "1"}} {
		if m, ok := el.Measure(); ok {
			t.Errorf("%v is %+v", el, m)
		}
	}
}

// TestMeasure_KnowsWhatTheDictionaryHas holds the measures against the AIs of
// which the dictionary says that their last digit counts decimals.
func TestMeasure_KnowsWhatTheDictionaryHas(t *testing.T) {
	for ai := range AIs() {
		m, _ := Element{ai, "123456"}.Measure()
		if scaled := m.Kind != "" && ai >= 1_3000 && ai < 1_4000; scaled != (ai.Decimals() >= 0) {
			t.Errorf("(%s) %s: measure %+v, decimals %d", ai, ai.Title(), m, ai.Decimals())
		}
	}
}

func TestMeasure_GramsAreRoundedHalfUp(t *testing.T) {
	for _, c := range []struct {
		el   Element
		want int64
	}{
		{Element{1_3103, "001250"}, 1250},
		{Element{1_3104, "012345"}, 1235},
		{Element{1_3105, "000049"}, 0},
		{Element{1_3105, "000050"}, 1},
		{Element{1_3200, "999999"}, 453_591_916},
		{Element{1_3205, "999999"}, 4536},
		{Element{1_3560, "000001"}, 31},
	} {
		m, _ := c.el.Measure()
		if got, ok := m.Grams(); !ok || got != c.want {
			t.Errorf("%v: %d g, want %d", c.el, got, c.want)
		}
	}
	if g, ok := (Measure{Unit: UnitLitre}).Grams(); ok {
		t.Errorf("a litre weighs %d g", g)
	}
}

func TestDecimal_RoundsAndRefusesWhatDoesNotFit(t *testing.T) {
	for _, c := range []struct {
		d     Decimal
		scale uint8
		want  int64
	}{
		{Decimal{12995, 3}, 2, 1300},
		{Decimal{12994, 3}, 2, 1299},
		{Decimal{-12995, 3}, 2, -1300},
		{Decimal{-12994, 3}, 2, -1299},
		{Decimal{5, 0}, 2, 500},
		{Decimal{math.MaxInt64, 19}, 0, 0},
		{Decimal{9, 200}, 0, 0},
		{Decimal{math.MaxInt64, 18}, 0, 9},
		{Decimal{}, 255, 0},
	} {
		if got, ok := c.d.At(c.scale); !ok || got != c.want {
			t.Errorf("%s with %d decimals is %d, %v, want %d", c.d, c.scale, got, ok, c.want)
		}
	}
	for _, d := range []Decimal{{math.MaxInt64, 0}, {math.MinInt64, 0}, {1e17, 0}} {
		if got, ok := d.At(2); ok && d.Value != 1e15 {
			t.Errorf("%s with 2 decimals is %d", d, got)
		}
	}
}

func FuzzDecimal(f *testing.F) {
	for _, seed := range []string{"1.250", "-0.05", "0", "", ".", "1.", ".5", "--1", "123456789012345678", "1234567890123456789"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var d, again Decimal
		if d.UnmarshalText([]byte(text)) != nil {
			return
		}
		if err := again.UnmarshalText([]byte(d.String())); err != nil || again != d {
			t.Fatalf("%q is %+v, and written %s again %+v: %v", text, d, d, again, err)
		}
	})
}

func TestCurrency_HasLettersAndDecimals(t *testing.T) {
	if len(currencyNames)/4 != len(currencies)/3 {
		t.Fatalf("%d names of %d currencies", len(currencyNames)/4, len(currencies)/3)
	}
	for c, want := range map[Currency]string{8: "ALL", 36: "AUD", 392: "JPY", 643: "RUB", 826: "GBP", 840: "USD", 978: "EUR", 999: "XXX", 0: "", 1: "001"} {
		if c.String() != want {
			t.Errorf("%d is %s, want %s", c, c, want)
		}
	}
	if Currency(392).Decimals() != 0 || Currency(414).Decimals() != 3 || Currency(978).Decimals() != 2 {
		t.Error("decimals of currencies are wrong")
	}
}
