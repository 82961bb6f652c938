package gs1

// reader reads a coupon, whose fields are digits of announced lengths, and
// keeps the first fault.
type reader struct {
	v     string
	at    int
	fault fault
}

// rest is how much is unread; nothing once there is a fault.
func (r *reader) rest() int {
	if r.fault.code != "" {
		return 0
	}
	return len(r.v) - r.at
}

func (r *reader) fail(pos, n int, why string) {
	if r.fault.code == "" {
		r.fault = fault{CodeCoupon, pos, n, why}
	}
}

// take reads a field of n digits.
func (r *reader) take(n int, what string) string {
	if r.fault.code != "" {
		return ""
	}
	switch rest := r.rest(); {
	case rest == 0:
		r.fail(0, len(r.v), "lacks its "+what)
		return ""
	case rest < n:
		r.fail(r.at, rest, "ends within its "+what)
		return ""
	}
	r.at += n
	return r.v[r.at-n : r.at]
}

// pick reads one digit that must be one of those allowed.
func (r *reader) pick(allowed, what string) byte {
	s := r.take(1, what)
	if s == "" {
		return 0
	}
	for i := range len(allowed) {
		if allowed[i] == s[0] {
			return s[0]
		}
	}
	r.fail(r.at-1, 1, "has a wrong "+what)
	return 0
}

// sized reads a field whose first digit, one of those allowed, tells its
// length beyond least.
func (r *reader) sized(allowed string, least int, what string) {
	if c := r.pick(allowed, "length of its "+what); c != 0 {
		r.take(int(c-'0')+least, what)
	}
}

// ended notes whatever is left over.
func (r *reader) ended() fault {
	if n := r.rest(); n > 0 {
		r.fail(r.at, n, "has data behind its end")
	}
	return r.fault
}

// couponCode proves a North American coupon (AI 8110).
func couponCode(v string) fault {
	if f := csetN.check(v); f.code != "" {
		return f
	}
	r := &reader{v: v}
	r.sized("0123456", 6, "company prefix")
	r.take(6, "offer code")
	r.sized("12345", 0, "save value")
	r.purchase("purchase requirement")
	// Optional fields, each at most once, in rising order.
	if r.next('1') {
		r.pick("0123", "rule for additional purchases")
		r.purchase("second purchase requirement")
		r.prefixOrNone("second company prefix")
	}
	if r.next('2') {
		r.purchase("third purchase requirement")
		r.prefixOrNone("third company prefix")
	}
	expiry, start, from := "", "", r.at
	if r.next('3') {
		expiry = r.date("expiry date")
	}
	if r.next('4') {
		start = r.date("start date")
	}
	if expiry != "" && start != "" && expiry < start {
		r.fail(from, r.at-from, "expires before it starts")
	}
	if r.next('5') {
		r.sized("0123456789", 6, "serial number")
	}
	if r.next('6') {
		r.sized("1234567", 6, "retailer")
	}
	if r.next('9') {
		r.pick("01256", "save value code")
		r.pick("012", "item that the saving applies to")
		r.take(1, "store coupon flag")
		r.pick("01", "flag against multiplying")
	}
	return r.ended()
}

// next reports whether the next optional field is this one, and enters it.
func (r *reader) next(field byte) bool {
	if r.rest() == 0 || r.v[r.at] != field {
		return false
	}
	r.at++
	return true
}

// purchase reads what must be bought: how much, of what kind, which family.
func (r *reader) purchase(what string) {
	r.sized("12345", 0, what)
	r.pick("012349", "code of its "+what)
	r.take(3, "family code")
}

// prefixOrNone reads a company prefix, or 9 for none.
func (r *reader) prefixOrNone(what string) {
	if r.rest() > 0 && r.v[r.at] == '9' {
		r.at++
		return
	}
	r.sized("0123456", 6, what)
}

// date reads a date, YYMMDD.
func (r *reader) date(what string) string {
	s := r.take(6, what)
	if s != "" {
		if f := shortDate(s); f.code != "" {
			r.fail(r.at-6, 6, "has a wrong "+what)
		}
	}
	return s
}

// couponOffer proves a positive offer file coupon (AI 8112).
func couponOffer(v string) fault {
	if f := csetN.check(v); f.code != "" {
		return f
	}
	r := &reader{v: v}
	r.pick("01", "format")
	r.sized("0123456", 6, "funder")
	r.take(6, "offer code")
	r.sized("0123456789", 6, "serial number")
	return r.ended()
}
