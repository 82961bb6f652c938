package gs1

// cset is a set of characters that a component may be made of (GenSpecs 7.11).
type cset uint8

const (
	csetN    cset = 1 << iota // digits
	csetX                     // 82 characters: the invariant ISO/IEC 646 ones
	csetY                     // 39 characters: capitals, digits, # - /
	csetZ                     // 64 characters: file-safe, URI-safe base 64
	inURI                     // what may stand in a URI (RFC 3986)
	inDomain                  // what may stand in its domain
)

// csets holds for every byte the sets it is in.
var csets = func() (t [256]cset) {
	add := func(s cset, chars string) {
		for _, c := range []byte(chars) {
			t[c] |= s
		}
	}
	const digits, upper, lower = "0123456789", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz"
	add(csetN, digits)
	add(csetX, cset82)
	add(csetY, "#-/"+digits+upper)
	add(csetZ, "-_"+digits+upper+lower)
	add(inURI, "-._~:/?#[]@!$&'()*+,;=%"+digits+upper+lower)
	add(inDomain, "-.:[]"+digits+upper+lower)
	return t
}()

// cset82 is character set 82 in the order that gives each its value.
const cset82 = `!"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz`

// check finds the first character of v that is not in the set.
func (s cset) check(v string) fault {
	n := len(v)
	if s == csetZ {
		for n > 0 && v[n-1] == '=' {
			n--
		}
		if pads := len(v) - n; pads > 2 || pads > 0 && len(v)%3 != 0 {
			return fault{CodeCharset, n, pads, "has padding (=) that does not fit its length"}
		}
	}
	for i := range n {
		if csets[v[i]]&s == 0 {
			if s == csetN {
				return fault{CodeCharset, i, 1, "has a character that is no digit"}
			}
			return fault{CodeCharset, i, 1, "has a character that may not stand there"}
		}
	}
	return fault{}
}
