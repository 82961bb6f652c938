package gs1

import (
	"errors"
	"testing"
)

func TestLint_ProvesComponents(t *testing.T) {
	for _, c := range []struct {
		lint, v string
		want    Code
	}{
		{"csum", "9521234543213", ""},
		{"csum", "9521234543214", CodeCheckDigit},
		{"csumalpha", "1987654Ad4X4bL5ttr2310c2K", ""},
		{"csumalpha", "1987654Ad4X4bL5ttr2310c2L", CodeCheckDigit},
		{"iban", "DE91100000000123456789", ""},
		{"iban", "DE91100000000123456788", CodeCheckDigit},
		{"iban", "AB12345678901234", CodeCodeList},
		{"iso3166", "276", ""},
		{"iso3166", "277", CodeCodeList},
		{"iso3166999", "999", ""},
		{"iso3166alpha2", "DE", ""},
		{"iso3166alpha2", "DD", CodeCodeList},
		{"iso4217", "978", ""},
		{"iso4217", "279", CodeCodeList},
		{"packagetype", "BX", ""},
		{"packagetype", "APE", ""},
		{"packagetype", "APX", CodeCodeList},
		{"packagetype", "8", ""},
		{"packagetype", "7", CodeCodeList},
		{"packagetype", "", CodeCodeList},
		{"mediatype", "10", ""},
		{"mediatype", "11", CodeCodeList},
		{"yymmd0", "280200", ""},
		{"yymmdd", "280200", CodeDate},
		{"yymmdd", "000229", ""},
		{"yyyymmdd", "19000229", CodeDate},
		{"hhmi", "2359", ""},
		{"hhmi", "2360", CodeDate},
		{"hhmi", "24A0", CodeDate},
		{"latitude", "1800000000", ""},
		{"latitude", "1800000001", CodeValue},
		{"longitude", "3600000000", ""},
		{"pieceoftotal", "0203", ""},
		{"pieceoftotal", "0302", CodeValue},
		{"posinseqslash", "9/10", ""},
		{"posinseqslash", "10/9", CodeValue},
		{"pcenc", "A%20B", ""},
		{"pcenc", "A%2", CodeCharset},
		{"hasnondigit", "1A", ""},
		{"hasnondigit", "11", CodeValue},
		{"nonzero", "0000", CodeValue},
		{"nozeroprefix", "0", CodeValue},
		{"nozeroprefix", "0A", CodeValue},
		{"zero", "0", ""},
		{"hyphen", "-", ""},
		{"winding", "9", ""},
		{"winding", "2", CodeValue},
		{"yesno", "1", ""},
		{"yesno", "2", CodeValue},
		{"iso5218", "9", ""},
		{"importeridx", "_", ""},
		{"importeridx", "AA", CodeValue},
		{"gcppos1", "9521", ""},
		{"gcppos1", "95A1", CodeGCP},
		{"gcppos2", "09521", ""},
		{"cset64", "AB=", ""},
		{"cset64", "ABC=", CodeCharset},
		{"cset39", "A-1/#", ""},
		{"cset39", "a", CodeCharset},
		{"couponcode", "012345612345611110123", ""},
		{"couponcode", "0123456123456111101239002" + "1", ""},
		{"couponcode", "01234561234561111012335006064500607", CodeCoupon},
		{"couponcode", "0123456123456111101231011012301234567", CodeCoupon},
		{"couponposoffer", "001234561234560123456", ""},
		{"couponposoffer", "0012345612345601234567", CodeCoupon},
	} {
		known, err := Lint(c.lint, c.v)
		var got Code
		if bad, ok := errors.AsType[*Error](err); ok {
			got = bad.Code
		}
		if !known || got != c.want {
			t.Errorf("Lint(%s, %q) = %v, %v, want %q", c.lint, c.v, known, err, c.want)
		}
	}
	if known, _ := Lint("nonsense", "1"); known {
		t.Error("Lint knows nonsense")
	}
}
