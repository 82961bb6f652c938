package gs1

import "testing"

func TestClass_IsToldByThePrefix(t *testing.T) {
	for number, want := range map[GTIN]Class{
		0: ClassProduct, 4006381333931: ClassProduct, 36000291452: ClassProduct, 614141000012: ClassProduct,
		96385074: ClassProduct, 12345670: ClassProduct, 20000004: ClassRestricted, 1234565: ClassRestricted,
		2101001000001: ClassRestricted, 210100000008: ClassRestricted, 400000000005: ClassRestricted, 2999999123457: ClassRestricted,
		500000123452: ClassReserved, 9520001100376: ClassDemo, 99521234543216: ClassDemo,
		9771144875007: ClassISSN, 9780201379624: ClassISBN, 9791090636071: ClassISBN, 9790260000438: ClassISMN, 19780201379621: ClassISBN,
		9800000000007: ClassRefund, 9810000123453: ClassCommonCoupon, 9840000000003: ClassCommonCoupon, 9850000000002: ClassUnassigned,
		9900000000004: ClassCoupon, 9999999123450: ClassCoupon,
		22000000000002: ClassProduct, // a case: its number is looked up as it is
	} {
		if got := number.Class(); got != want {
			t.Errorf("%s is %s, want %s", number, got, want)
		}
	}
}

func TestClass_CouponsAndRefundsAreNotSold(t *testing.T) {
	for c := ClassProduct; c.String() != ""; c++ {
		want := c != ClassReserved && c != ClassRefund && c != ClassCommonCoupon && c != ClassCoupon && c != ClassUnassigned
		if c.Sold() != want {
			t.Errorf("%s is sold: %v", c, c.Sold())
		}
	}
}

func TestPublication_IsTheNumberOfItsTrade(t *testing.T) {
	for number, want := range map[GTIN]string{
		9780201379624: "ISBN 9780201379624", 9791090636071: "ISBN 9791090636071", 9790260000438: "ISMN 9790260000438",
		9771144875007: "ISSN 1144-875X", 9770317847001: "ISSN 0317-8471", 9771050124002: "ISSN 1050-124X",
		19780201379621: "", 4006381333931: "", 97709988: "", 0: "",
	} {
		if got := number.Publication(); got != want {
			t.Errorf("%s: %q, want %q", number, got, want)
		}
	}
}

func TestAddOnMeaning_IsAnIssueOrASuggestedPrice(t *testing.T) {
	for scan, want := range map[string]string{
		"]E39780201379624" + "52495":   "suggested price 24.95 USD",
		"]E39780201379624" + "01299":   "suggested price 12.99 GBP",
		"]E39780201379624" + "90000":   "",
		"]E39780201379624" + "01":      "",
		"]E3977114487500" + "7" + "02": "issue 02",
		"]E39771144875007" + "00012":   "issue 00012",
		"]E09780201379624":             "",
	} {
		m, err := Parse(scan)
		if err != nil {
			t.Fatal(err)
		}
		if got := m.AddOnMeaning().String(); got != want {
			t.Errorf("%s: %q, want %q", scan, got, want)
		}
	}
}
