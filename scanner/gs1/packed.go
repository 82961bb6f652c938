package gs1

import "strings"

// packed reads bits out of the URI-safe base 64 of a compressed Digital Link,
// six from each character. It is short when more were asked for than there
// are; what it then returned means nothing.
type packed struct {
	text  string
	at    int
	short bool
}

// alphabet64 gives each character its value.
const alphabet64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

func (p *packed) left() int { return 6*len(p.text) - p.at }

// bits reads a number of n bits.
func (p *packed) bits(n int) (v int) {
	if n > p.left() {
		p.at, p.short = 6*len(p.text), true
		return 0
	}
	for n > 0 {
		six := strings.IndexByte(alphabet64, p.text[p.at/6])
		take := min(n, 6-p.at%6)
		v = v<<take | six>>(6-p.at%6-take)&(1<<take-1)
		p.at += take
		n -= take
	}
	return v
}

// The ways in which characters are packed, as the three bits in front of them
// tell.
const (
	packedDigits   = iota // all of them as one binary number
	packedLowerHex        // four bits each
	packedUpperHex        // four bits each
	packed64              // six bits each
	packedASCII           // seven bits each
)

// chars appends n characters that are packed in one way.
func (p *packed) chars(dst []byte, way, n int) []byte {
	switch way {
	case packedDigits:
		return p.digits(dst, n)
	case packedLowerHex, packedUpperHex, packed64, packedASCII:
	default:
		p.short = true
	}
	for range n {
		if p.short {
			break
		}
		var c byte
		switch way {
		case packedLowerHex:
			c = "0123456789abcdef"[p.bits(4)]
		case packedUpperHex:
			c = "0123456789ABCDEF"[p.bits(4)]
		case packed64:
			c = alphabet64[p.bits(6)]
		case packedASCII:
			c = byte(p.bits(7))
		}
		dst = append(dst, c)
	}
	return dst
}

// digits appends n digits that are packed as one number.
func (p *packed) digits(dst []byte, n int) []byte {
	at := len(dst)
	for range n {
		dst = append(dst, 0)
	}
	for size := digitBits(n); size > 0 && !p.short; {
		const most = 24
		take := min(size, most)
		carry := p.bits(take)
		for i := len(dst) - 1; i >= at; i-- {
			carry += int(dst[i]) << take
			dst[i] = byte(carry % 10)
			carry /= 10
		}
		p.short = p.short || carry > 0
		size -= take
	}
	for i := range dst[at:] {
		dst[at+i] += '0'
	}
	return dst
}

// digitBits is how many bits a number of n digits takes: the standard rounds
// n x log2(10) + 0.01 up.
func digitBits(n int) int { return int((int64(n)*33_219_281 + 100_000 + 9_999_999) / 10_000_000) }
