package gs1

// lint is a check of one component beyond its characters and length, by the
// name the dictionary gives it.
type lint uint8

const (
	_ lint = iota
	lintCouponcode
	lintCouponposoffer
	lintCsum
	lintCsumalpha
	lintGcppos1
	lintGcppos2
	lintHasnondigit
	lintHh
	lintHhmi
	lintHyphen
	lintIban
	lintImporteridx
	lintIso3166
	lintIso3166999
	lintIso3166alpha2
	lintIso4217
	lintIso5218
	lintLatitude
	lintLongitude
	lintMediatype
	lintMi
	lintNonzero
	lintNozeroprefix
	lintPackagetype
	lintPcenc
	lintPieceoftotal
	lintPosinseqslash
	lintSs
	lintWinding
	lintYesno
	lintYymmd0
	lintYymmdd
	lintYyyymmd0
	lintYyyymmdd
	lintZero
	lintCset39
	lintCset64
	lintCset82
	lintCsetnumeric
)

// lints are the checks, by their number, with the dictionary's names.
var lints = [...]struct {
	name  string
	check func(v string) fault
}{
	lintCouponcode:     {"couponcode", couponCode},
	lintCouponposoffer: {"couponposoffer", couponOffer},
	lintCsum:           {"csum", checkSum},
	lintCsumalpha:      {"csumalpha", checkPair},
	lintGcppos1:        {"gcppos1", companyPrefix},
	lintGcppos2:        {"gcppos2", companyPrefixSecond},
	lintHasnondigit:    {"hasnondigit", hasNonDigit},
	lintHh:             {"hh", clockHour},
	lintHhmi:           {"hhmi", clockHourMinute},
	lintHyphen:         {"hyphen", hyphens},
	lintIban:           {"iban", iban},
	lintImporteridx:    {"importeridx", importerIndex},
	lintIso3166:        {"iso3166", country},
	lintIso3166999:     {"iso3166999", countryOr999},
	lintIso3166alpha2:  {"iso3166alpha2", countryLetters},
	lintIso4217:        {"iso4217", currency},
	lintIso5218:        {"iso5218", sex},
	lintLatitude:       {"latitude", latitude},
	lintLongitude:      {"longitude", longitude},
	lintMediatype:      {"mediatype", mediaType},
	lintMi:             {"mi", clockMinute},
	lintNonzero:        {"nonzero", nonZero},
	lintNozeroprefix:   {"nozeroprefix", noZeroPrefix},
	lintPackagetype:    {"packagetype", packageType},
	lintPcenc:          {"pcenc", percentEncoded},
	lintPieceoftotal:   {"pieceoftotal", pieceOfTotal},
	lintPosinseqslash:  {"posinseqslash", positionInSequence},
	lintSs:             {"ss", clockSecond},
	lintWinding:        {"winding", winding},
	lintYesno:          {"yesno", yesNo},
	lintYymmd0:         {"yymmd0", shortDateDay0},
	lintYymmdd:         {"yymmdd", shortDate},
	lintYyyymmd0:       {"yyyymmd0", longDateDay0},
	lintYyyymmdd:       {"yyyymmdd", longDate},
	lintZero:           {"zero", zeros},
	lintCset39:         {"cset39", csetY.check},
	lintCset64:         {"cset64", csetZ.check},
	lintCset82:         {"cset82", csetX.check},
	lintCsetnumeric:    {"csetnumeric", csetN.check},
}

// Lint holds a component against one check of the dictionary by its name
// (csum, yymmd0, iso4217, ...). known is false for a name it does not have;
// err is an *Error.
func Lint(name, component string) (known bool, err error) {
	l := lintOf(name)
	if l == 0 {
		return false, nil
	}
	if f := lints[l].check(component); f.code != "" {
		return true, f.in(0, component)
	}
	return true, nil
}

// lintOf is the check of a name, or 0.
func lintOf(name string) lint {
	for i := range lints {
		if lints[i].name == name && name != "" {
			return lint(i)
		}
	}
	return 0
}

// check holds the front of v against the components of the entry and returns
// how much of it they take, and false with f for a fault.
func (e *entry) check(v string, f *fault) (at int, ok bool) {
	if v == "" {
		*f = fault{CodeLength, 0, 0, "has no value"}
		return 0, false
	}
	for i := range e.parts {
		p := &e.parts[i]
		n := min(int(p.max), len(v)-at)
		if n < int(p.min) {
			if n == 0 && p.optional {
				continue
			}
			*f = fault{CodeLength, at, n, "is too short"}
			return at, false
		}
		if !p.check(v[at:at+n], f) {
			f.pos += at
			return at, false
		}
		at += n
	}
	return at, true
}

// check proves a component of a length that is allowed. What is most frequent
// it proves by a short way, and finds the fault by the long one.
func (p *part) check(c string, f *fault) bool {
	if !p.cset.holds(c) {
		if *f = p.cset.check(c); f.code != "" {
			return false
		}
	}
	for _, l := range p.lints {
		switch {
		case l == lintCsum && sums10(c),
			(l == lintGcppos1 || l == lintGcppos2) && p.cset == csetN && len(c) > 4,
			(l == lintYymmd0 || l == lintYymmdd) && p.cset == csetN && len(c) == 6 && isDay(pair(c), c[2:], l == lintYymmd0):
			continue
		}
		if *f = lints[l].check(c); f.code != "" {
			return false
		}
	}
	return true
}

// proves holds a whole value against the components of the entry.
func (e *entry) proves(v string, f *fault) bool {
	n, ok := e.check(v, f)
	if ok && n < len(v) {
		*f = fault{CodeLength, n, len(v) - n, "is too long"}
		return false
	}
	return ok
}

// fits compares the length of a whole value with what its format can take.
func (e *entry) fits(v string, f *fault) bool {
	switch least, most := int(e.least), int(e.most); {
	case len(v) < least:
		*f = fault{CodeLength, 0, len(v), "is too short"}
	case len(v) > most:
		*f = fault{CodeLength, most, len(v) - most, "is too long"}
	default:
		return true
	}
	return false
}
