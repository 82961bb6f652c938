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
	for _, l := range lints {
		if l.name != name || name == "" {
			continue
		}
		if f := l.check(component); f.code != "" {
			return true, &Error{Code: f.code, Pos: f.pos, Len: f.len, Value: component, why: f.why}
		}
		return true, nil
	}
	return false, nil
}

// check holds the front of v against the components of the entry and returns
// how much of it they take.
func (e *entry) check(v string) (int, fault) {
	if v == "" {
		return 0, fault{CodeLength, 0, 0, "has no value"}
	}
	at := 0
	for i := range formats[e.format] {
		p := &formats[e.format][i]
		n := min(int(p.max), len(v)-at)
		if n == 0 && p.optional {
			continue
		}
		c := v[at : at+n]
		if n < int(p.min) {
			return at, fault{CodeLength, at, n, "is too short"}
		}
		if f := p.cset.check(c); f.code != "" {
			f.pos += at
			return at, f
		}
		for _, l := range p.lints {
			if l == 0 {
				break
			}
			if f := lints[l].check(c); f.code != "" {
				f.pos += at
				return at, f
			}
		}
		at += n
	}
	return at, fault{}
}

// proves holds a whole value against the components of the entry.
func (e *entry) proves(v string) fault {
	n, f := e.check(v)
	if f.code == "" && n < len(v) {
		f = fault{CodeLength, n, len(v) - n, "is too long"}
	}
	return f
}

// bounds returns the least and greatest length of a value.
func (e *entry) bounds() (least, most int) {
	for _, p := range formats[e.format] {
		if !p.optional {
			least += int(p.min)
		}
		most += int(p.max)
	}
	return least, most
}
