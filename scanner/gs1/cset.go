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

// holds reports whether all characters of v are in the set; of padding (=) in
// set 64 it knows nothing.
func (s cset) holds(v string) bool {
	if s == csetN {
		return isDigits(v)
	}
	for len(v) >= 4 {
		if csets[v[0]]&csets[v[1]]&csets[v[2]]&csets[v[3]]&s == 0 {
			return false
		}
		v = v[4:]
	}
	for i := range len(v) {
		if csets[v[i]]&s == 0 {
			return false
		}
	}
	return true
}

// isDigits reports whether v is digits, looking at eight at a time.
func isDigits(v string) bool {
	for len(v) >= 8 {
		if !eightDigits(load(v)) {
			return false
		}
		v = v[8:]
	}
	for i := range len(v) {
		if !digit(v[i]) {
			return false
		}
	}
	return true
}

// load is the first eight bytes of v as a number, the first the lowest.
func load(v string) uint64 {
	_ = v[7]
	return uint64(v[0]) | uint64(v[1])<<8 | uint64(v[2])<<16 | uint64(v[3])<<24 |
		uint64(v[4])<<32 | uint64(v[5])<<40 | uint64(v[6])<<48 | uint64(v[7])<<56
}

const (
	eachByte = 0x0101010101010101
	zeros8   = '0' * eachByte
)

// eightDigits reports whether eight bytes are digits: none of them is below 0
// or, with 70 added, beyond 127.
func eightDigits(x uint64) bool {
	return ((x-zeros8)|(x+0x46*eachByte)|x)&(0x80*eachByte) == 0
}

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
