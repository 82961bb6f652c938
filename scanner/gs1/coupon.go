package gs1

// Coupon is a North American coupon as AI 8110 carries it (North American
// Coupon Application Guideline, JICC): who pays, what must be bought and what
// is saved. Money is in the currency of the country where it is presented.
// Whether a thing is of the family that a coupon names is known to whoever
// numbered it: the company prefix of a product is not to be told from its GTIN
// alone.
type Coupon struct {
	// Funder is the company prefix of who pays, 6 to 12 digits, and Offer his
	// own number of the offer, 6 digits.
	Funder string `json:"funder"`
	Offer  string `json:"offer"`
	Save   Saving `json:"save"`
	// First is what must be bought. Rule says how Second and Third go with it;
	// they are zero where the coupon asks for nothing more.
	First  Purchase     `json:"first"`
	Rule   PurchaseRule `json:"rule,omitempty"`
	Second Purchase     `json:"second,omitzero"`
	Third  Purchase     `json:"third,omitzero"`
	// Expiry is the last day and Start the first; zero where there is none.
	Expiry Date   `json:"expiry,omitzero"`
	Start  Date   `json:"start,omitzero"`
	Serial string `json:"serial,omitempty"`
	// Retailer is the company prefix or the location number of the only
	// retailer who takes it.
	Retailer string `json:"retailer,omitempty"`
	// Store is not 0 on a coupon of the store itself; its values are the
	// store's own.
	Store byte `json:"store,omitempty"`
	// DontMultiply forbids to save twice or thrice the value.
	DontMultiply bool `json:"dont_multiply,omitempty"`
}

// Saving is what a coupon is worth.
type Saving struct {
	Kind SavingKind `json:"kind"`
	// Amount is money, a percentage, a number of things, weight or points, as
	// Kind says.
	Amount Decimal `json:"amount"`
	// On says which purchase the saving is on: 0 the first, 1 the second, 2 the
	// third.
	On int `json:"on,omitempty"`
}

// SavingKind is how a coupon saves. The kinds are only ever added to.
type SavingKind string

// The kinds of savings.
const (
	SaveAmount  SavingKind = "amount"        // money off
	SaveItem    SavingKind = "free_item"     // one free; Amount is the most that it may cost, 0 without limit
	SaveUnits   SavingKind = "free_units"    // so many units, or so much weight, of what was bought free
	SavePercent SavingKind = "percent"       // percent off
	SaveTotal   SavingKind = "amount_basket" // money off the whole basket
	SavePoints  SavingKind = "points"        // loyalty points (AI 8111)
)

// Purchase is what must be bought.
type Purchase struct {
	Kind   PurchaseKind `json:"kind"`
	Amount Decimal      `json:"amount"`
	// Family is the three digits that the company gave to a family of its
	// products; 000 are all of them.
	Family string `json:"family"`
	// Company is the company prefix of the products: the funder's own where the
	// coupon names no other.
	Company string `json:"company"`
}

// PurchaseKind is in what a purchase is counted. The kinds are only ever added
// to.
type PurchaseKind string

// The kinds of purchases.
const (
	BuyUnits     PurchaseKind = "units"
	BuyValue     PurchaseKind = "value"        // money, of the family
	BuyTotal     PurchaseKind = "value_basket" // money, of the whole basket
	BuyPounds    PurchaseKind = "pounds"
	BuyKilograms PurchaseKind = "kilograms"
	BuyNothing   PurchaseKind = "nothing"
)

// PurchaseRule is how several purchases go together. The rules are only ever added to.
type PurchaseRule string

// The rules.
const (
	RuleAny      PurchaseRule = "any"       // one of them
	RuleAll      PurchaseRule = "all"       // each of them
	RuleFirstAnd PurchaseRule = "first_and" // the first and one of the others
	RuleMix      PurchaseRule = "mix"       // the first, from any of the families together
)

// ParseCoupon reads the value of AI 8110 as seen from the year now. The error
// is an *Error with the same place as the parser's.
func ParseCoupon(v string, now int) (Coupon, error) {
	c, f := readCoupon(v, now)
	if f.code != "" {
		return Coupon{}, f.in(aiCoupon, v)
	}
	return c, nil
}

// PositiveOffer is a coupon that a clearing house must confirm before it is
// worth anything, as AI 8112 carries it.
type PositiveOffer struct {
	Format string `json:"format"` // 0 or 1
	Funder string `json:"funder"` // company prefix, 6 to 12 digits
	Offer  string `json:"offer"`  // 6 digits
	Serial string `json:"serial"` // 6 to 15 digits
}

// ParsePositiveOffer reads the value of AI 8112. The error is an *Error.
func ParsePositiveOffer(v string) (PositiveOffer, error) {
	p, f := readOffer(v)
	if f.code != "" {
		return PositiveOffer{}, f.in(aiPositiveOffer, v)
	}
	return p, nil
}

// GCN is a Global Coupon Number as AI 255 carries it (GenSpecs 3.5.6).
type GCN struct {
	Number string `json:"number"`           // 13 digits, the last the check digit
	Serial string `json:"serial,omitempty"` // of one copy, up to 12 digits
}

// The AIs of coupons.
const (
	aiGCN           AI = 1_255
	aiCoupon        AI = 1_8110
	aiPositiveOffer AI = 1_8112
)

// ParseGCN reads the value of AI 255. The error is an *Error.
func ParseGCN(v string) (GCN, error) {
	f := csetN.check(v)
	switch {
	case f.code != "":
	case len(v) < 13:
		f = fault{CodeLength, 0, len(v), "is too short"}
	case len(v) > 25:
		f = fault{CodeLength, 25, len(v) - 25, "is too long"}
	default:
		f = checkSum(v[:13])
	}
	if f.code != "" {
		return GCN{}, f.in(aiGCN, v)
	}
	return GCN{v[:13], v[13:]}, nil
}

// couponSavings are the measures that stand beside a Global Coupon Number.
var couponSavings = [...]struct {
	measure Kind
	saves   SavingKind
}{{KindPayable, SaveAmount}, {KindPercentOff, SavePercent}, {KindPoints, SavePoints}}

// Saving is what a coupon with a Global Coupon Number is worth by the elements
// beside it: AI 390n money, 394n percent, 8111 points (GenSpecs
// 3.8.3). ok is false where there is no such number or nothing is said.
func (m *Message) Saving() (s Saving, ok bool) {
	if _, ok := m.Value(aiGCN); !ok {
		return Saving{}, false
	}
	for el := range m.All() {
		v, _ := el.Measure()
		for _, c := range couponSavings {
			if v.Kind == c.measure {
				return Saving{Kind: c.saves, Amount: v.Amount}, true
			}
		}
	}
	return Saving{}, false
}
