package gs1

// Class is what a GTIN names, as its prefix tells (GenSpecs 1.4). The zero
// value is a product of a company. The classes are only ever added to.
type Class uint8

// The classes of GTINs.
const (
	ClassProduct      Class = iota // numbered by the company that the prefix belongs to
	ClassRestricted                // 02, 04, 20 to 29 and of GTIN-8 0 and 2: numbered by a shop or within a country
	ClassReserved                  // 05: coupons of the US until 2011, since then reserved by GS1 US
	ClassDemo                      // 952: made up for demonstrations and examples
	ClassISSN                      // 977: periodicals
	ClassISBN                      // 978, 979: books
	ClassISMN                      // 979-0: sheet music
	ClassRefund                    // 980: receipts for returned empties and the like
	ClassCommonCoupon              // 981 to 984: coupons of a common currency area
	ClassCoupon                    // 99: coupons
	ClassUnassigned                // 985 to 989: kept for further coupons
)

// classNames are the forms of String.
var classNames = [...]string{
	ClassProduct: "product", ClassRestricted: "rcn", ClassReserved: "gs1us_reserved", ClassDemo: "demo",
	ClassISSN: "issn", ClassISBN: "isbn", ClassISMN: "ismn", ClassRefund: "refund",
	ClassCommonCoupon: "coupon_common_currency", ClassCoupon: "coupon", ClassUnassigned: "unassigned",
}

// String writes the class in one word: "rcn", "isbn", "coupon".
func (c Class) String() string {
	if int(c) < len(classNames) {
		return classNames[c]
	}
	return ""
}

// MarshalText writes the form of String.
func (c Class) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// Sold reports whether numbers of the class name things that a shop sells.
// Coupons and refund receipts stand for money: whoever scans one has not put a
// product into the basket.
func (c Class) Sold() bool {
	return c != ClassReserved && c != ClassRefund && c != ClassCommonCoupon && c != ClassCoupon && c != ClassUnassigned
}

// Class tells by its prefix what the number names. A case (a GTIN-14) is of
// the class of the item that it holds.
func (g GTIN) Class() Class {
	const gtin13 = 1e13 // the first number that is no GTIN-13
	if g == 0 {
		return ClassProduct
	}
	if first := g / 1e7; first == 0 || first == 2 {
		return ClassRestricted // a GTIN-8
	}
	switch prefix := g % gtin13 / 1e10; {
	case g < 1e8:
		return ClassProduct
	case prefix >= 20 && prefix <= 29, prefix >= 40 && prefix <= 49, prefix >= 200 && prefix <= 299:
		if g < gtin13 {
			return ClassRestricted
		}
	case prefix >= 50 && prefix <= 59:
		return ClassReserved
	case prefix == 952:
		return ClassDemo
	case prefix == 977:
		return ClassISSN
	case prefix == 979 && g%1e10/1e9 == 0:
		return ClassISMN
	case prefix == 978, prefix == 979:
		return ClassISBN
	case prefix == 980:
		return ClassRefund
	case prefix >= 981 && prefix <= 984:
		return ClassCommonCoupon
	case prefix >= 985 && prefix <= 989:
		return ClassUnassigned
	case prefix >= 990 && prefix <= 999:
		return ClassCoupon
	}
	return ClassProduct
}
