package datamatrix

import "slices"

// field is GF(256) by x^8+x^5+x^3+x^2+1 (ISO/IEC 16022 5.7.1): the powers of
// 2, twice over, and their logarithms.
type field struct {
	exp [510]byte
	log [256]int
}

func newField() *field {
	f, v := &field{}, 1
	for i := range 255 {
		f.exp[i], f.exp[i+255] = byte(v), byte(v)
		f.log[v] = i
		if v <<= 1; v > 255 {
			v ^= 0x12d
		}
	}
	return f
}

func (f *field) mul(a, b byte) byte {
	if a == 0 || b == 0 {
		return 0
	}
	return f.exp[f.log[a]+f.log[b]]
}

func (f *field) inv(a byte) byte { return f.exp[255-f.log[a]] }

// eval returns the polynomial p, lowest power first, at 2^i.
func (f *field) eval(p []byte, i int) (v byte) {
	x := f.exp[i%255]
	for _, c := range slices.Backward(p) {
		v = f.mul(v, x) ^ c
	}
	return v
}

// maxCheck is the most check codewords a block has.
const maxCheck = 68

// correct puts the errors in a block right, whose last check words are its
// Reed-Solomon code. It reports false, with the block as it was, when there are more
// than half as many errors.
func (f *field) correct(block []byte, check int) bool {
	var s [maxCheck]byte
	clean := byte(0)
	for i := range check {
		v, x := byte(0), i+1
		for _, c := range block {
			if v != 0 {
				v = f.exp[f.log[v]+x]
			}
			v ^= c
		}
		s[i] = v
		clean |= v
	}
	if clean == 0 {
		return true
	}
	locator, errors := f.locate(s[:check])
	if 2*errors > check {
		return false
	}
	return f.repair(block, s[:check], locator[:errors+1])
}

// locate finds the shortest recurrence of the syndromes s (Berlekamp, Massey):
// the polynomial whose roots are where the errors are, and their number.
func (f *field) locate(s []byte) (c [maxCheck + 1]byte, errors int) {
	var b [maxCheck + 1]byte
	c[0], b[0] = 1, 1
	shift, last := 1, byte(1)
	for n := range s {
		d := s[n]
		for i := 1; i <= errors; i++ {
			d ^= f.mul(c[i], s[n-i])
		}
		if d == 0 {
			shift++
			continue
		}
		k, old := f.mul(d, f.inv(last)), c
		for i := 0; i+shift <= len(s); i++ {
			c[i+shift] ^= f.mul(k, b[i])
		}
		if 2*errors > n {
			shift++
			continue
		}
		errors, b, last, shift = n+1-errors, old, d, 1
	}
	return c, errors
}

// repair finds the places and the amounts of the errors (Chien, Forney).
func (f *field) repair(block, s, locator []byte) bool {
	errors := len(locator) - 1
	var omega [maxCheck]byte // s times locator, what is below the power of errors
	for i := range errors {
		for k := range i + 1 {
			omega[i] ^= f.mul(s[i-k], locator[k])
		}
	}
	var at [maxCheck]int
	var by [maxCheck]byte
	found := 0
	for i := range block {
		place := len(block) - 1 - i // as a power; the last codeword is that of 0
		x := 255 - place%255
		if f.eval(locator, x) != 0 {
			continue
		}
		slope := byte(0) // the derivative: odd powers only
		for k := 1; k <= errors; k += 2 {
			slope ^= f.mul(locator[k], f.exp[(k-1)*x%255])
		}
		if slope == 0 || found == errors {
			return false
		}
		// The code's first root is 2 to the 1, so that no power remains.
		at[found], by[found] = i, f.mul(f.eval(omega[:errors], x), f.inv(slope))
		found++
	}
	if found != errors {
		return false
	}
	for i := range found {
		block[at[i]] ^= by[i]
	}
	return true
}
