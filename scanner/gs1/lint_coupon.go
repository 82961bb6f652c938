package gs1

// wrong begins the sentence about a field, which the compiler joins to its
// name: faults cost no allocation.
const wrong = "is at fault in its "

// couponReader reads a coupon, whose fields are digits of announced lengths,
// and keeps the first fault.
type couponReader struct {
	v     string
	at    int
	fault fault
}

// rest is how much is unread; nothing once there is a fault.
func (r *couponReader) rest() int {
	if r.fault.code != "" {
		return 0
	}
	return len(r.v) - r.at
}

func (r *couponReader) fail(pos, n int, why string) {
	if r.fault.code == "" {
		r.fault = fault{CodeCoupon, pos, n, why}
	}
}

// take reads a field of n digits.
func (r *couponReader) take(n int, why string) string {
	switch {
	case r.fault.code != "":
		return ""
	case r.rest() == 0:
		r.fail(0, len(r.v), why)
		return ""
	case r.rest() < n:
		r.fail(r.at, r.rest(), why)
		return ""
	}
	r.at += n
	return r.v[r.at-n : r.at]
}

// pick reads one digit that must be one of those allowed, and returns its
// place among them.
func (r *couponReader) pick(allowed, why string) int {
	s := r.take(1, why)
	if s == "" {
		return 0
	}
	for i := range len(allowed) {
		if allowed[i] == s[0] {
			return i
		}
	}
	r.fail(r.at-1, 1, why)
	return 0
}

// sized reads a field whose first digit, one of those allowed, tells its
// length: least is that of the first allowed.
func (r *couponReader) sized(allowed string, least int, why string) string {
	return r.take(least+r.pick(allowed, why), why)
}

// The digits that announce the lengths of fields.
const (
	amountSizes  = "12345"      // 1 to 5 digits
	companySizes = "0123456"    // 6 to 12
	retailSizes  = "1234567"    // 7 to 13
	serialSizes  = "0123456789" // 6 to 15
)

// ended notes whatever is left over.
func (r *couponReader) ended() fault {
	if n := r.rest(); n > 0 {
		r.fail(r.at, n, "has data behind its end")
	}
	return r.fault
}

func couponCode(v string) fault {
	_, f := readCoupon(v, 0)
	return f
}

// readCoupon reads the value of AI 8110, with the years of its dates as seen
// from the year now.
func readCoupon(v string, now int) (c Coupon, f fault) {
	if f := csetN.check(v); f.code != "" {
		return c, f
	}
	r := couponReader{v: v}
	c.Funder = r.sized(companySizes, 6, wrong+"company prefix")
	c.Offer = r.take(6, wrong+"offer code")
	save := r.sized(amountSizes, 1, wrong+"save value")
	c.First = r.purchase(wrong + "purchase requirement")
	c.First.Company = c.Funder
	// Optional fields, each at most once, in rising order.
	if r.next('1') {
		c.Rule = [...]PurchaseRule{RuleAny, RuleAll, RuleFirstAnd, RuleMix}[r.pick("0123", wrong+"rule for additional purchases")]
		c.Second = r.purchase(wrong + "second purchase requirement")
		c.Second.Company = r.companyOr(c.Funder, wrong+"second company prefix")
	}
	if r.next('2') {
		c.Third = r.purchase(wrong + "third purchase requirement")
		c.Third.Company = r.companyOr(c.Funder, wrong+"third company prefix")
	}
	r.period(&c, now)
	if r.next('5') {
		c.Serial = r.sized(serialSizes, 6, wrong+"serial number")
	}
	if r.next('6') {
		c.Retailer = r.sized(retailSizes, 7, wrong+"retailer number")
	}
	code := 0
	if r.next('9') {
		code = r.pick("01256", wrong+"save value code")
		c.Save.On = r.pick("012", wrong+"number of the item that the saving is on")
		if s := r.take(1, wrong+"store coupon flag"); s != "" {
			c.Store = s[0] - '0'
		}
		c.DontMultiply = r.pick("01", wrong+"flag against multiplying") == 1
	}
	if f := r.ended(); f.code != "" {
		return Coupon{}, f
	}
	c.save(code, save)
	return c, fault{}
}

// save works out what is saved, by the place of the save value code among
// those there are.
func (c *Coupon) save(code int, digits string) {
	places := [...]int{2, 2, 0, 0, 2}[code]
	c.Save.Kind = [...]SavingKind{SaveAmount, SaveItem, SaveUnits, SavePercent, SaveTotal}[code]
	if c.Save.Kind == SaveUnits {
		places = int([...]Purchase{c.First, c.Second, c.Third}[c.Save.On].Amount.Scale)
	}
	c.Save.Amount, _ = decimalOf(digits, places)
}

// next reports whether the next optional field is this one, and enters it.
func (r *couponReader) next(field byte) bool {
	if r.rest() == 0 || r.v[r.at] != field {
		return false
	}
	r.at++
	return true
}

// purchase reads what must be bought: how much, of what kind, which family.
func (r *couponReader) purchase(why string) (p Purchase) {
	digits := r.sized(amountSizes, 1, why)
	kind := r.pick("012349", why)
	p.Kind = [...]PurchaseKind{BuyUnits, BuyValue, BuyTotal, BuyPounds, BuyKilograms, BuyNothing}[kind]
	p.Amount, _ = decimalOf(digits, [...]int{0, 2, 2, 2, 3, 0}[kind])
	p.Family = r.take(3, wrong+"family code")
	return p
}

// companyOr reads a company prefix, or 9 for the one of the funder.
func (r *couponReader) companyOr(funder, why string) string {
	if r.rest() > 0 && r.v[r.at] == '9' {
		r.at++
		return funder
	}
	return r.sized(companySizes, 6, why)
}

// period reads the last and the first day of a coupon.
func (r *couponReader) period(c *Coupon, now int) {
	expiry, start, from := "", "", r.at
	if r.next('3') {
		expiry = r.date(wrong + "expiry date")
	}
	if r.next('4') {
		start = r.date(wrong + "start date")
	}
	if expiry != "" && start != "" && expiry < start {
		r.fail(from, r.at-from, "expires before it starts")
	}
	c.Expiry, c.Start = readDate(expiry, now), readDate(start, now)
}

// date reads a date, YYMMDD.
func (r *couponReader) date(why string) string {
	s := r.take(6, why)
	if s != "" {
		if f := shortDate(s); f.code != "" {
			r.fail(r.at-6, 6, why)
		}
	}
	return s
}

func couponOffer(v string) fault {
	_, f := readOffer(v)
	return f
}

// readOffer reads the value of AI 8112.
func readOffer(v string) (p PositiveOffer, f fault) {
	if f := csetN.check(v); f.code != "" {
		return p, f
	}
	r := couponReader{v: v}
	r.pick("01", wrong+"format")
	p.Format = v[:r.at]
	p.Funder = r.sized(companySizes, 6, wrong+"funder")
	p.Offer = r.take(6, wrong+"offer code")
	p.Serial = r.sized(serialSizes, 6, wrong+"serial number")
	return p, r.ended()
}
