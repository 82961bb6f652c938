package pdf417

import "slices"

// field is the arithmetic of the integers modulo 929, in which the codewords
// are protected (ISO/IEC 15438 5.10): powers of 3, and which power each number
// is.
type field struct {
	exp [2 * (modulus - 1)]int32
	log [modulus]int32
}

func newField() *field {
	f := new(field)
	x := int32(1)
	for i := range f.exp {
		f.exp[i] = x
		if i < modulus-1 {
			f.log[x] = int32(i)
		}
		x = x * 3 % modulus
	}
	return f
}

func (f *field) mul(a, b int32) int32 {
	if a == 0 || b == 0 {
		return 0
	}
	return f.exp[f.log[a]+f.log[b]]
}

// inverse returns 1/a; a is not 0.
func (f *field) inverse(a int32) int32 { return f.exp[modulus-1-f.log[a]] }

// at returns the value at x of a polynomial, the lowest power first.
func (f *field) at(poly []int32, x int32) (v int32) {
	for _, a := range slices.Backward(poly) {
		v = (f.mul(v, x) + a) % modulus
	}
	return v
}

// correct puts the wrong ones of words right, of which the last check check the
// others. Those at lost are known to be wrong. Two check words are kept to tell
// that the others have not made something up; where there are no more, nothing
// is put right.
func (f *field) correct(words []int32, check int, lost []int) bool {
	n := len(words)
	s := make([]int32, check)
	clean := true
	for i := range s {
		v := int32(0)
		for _, w := range words {
			v = (f.mul(v, f.exp[i+1]) + w) % modulus
		}
		s[i] = v
		clean = clean && v == 0
	}
	if clean {
		return len(lost) <= check-2
	}
	locator := f.locate(s, lost, n)
	wrong := len(locator) - 1
	if wrong+wrong-len(lost) > check-2 {
		return false
	}
	// The evaluator: s times the locator, up to the power of check.
	eval := make([]int32, check)
	for i, a := range locator {
		for k := 0; i+k < check; k++ {
			eval[i+k] = (eval[i+k] + f.mul(a, s[k])) % modulus
		}
	}
	slope := make([]int32, wrong)
	for i := range slope {
		slope[i] = int32(i+1) * locator[i+1] % modulus
	}
	found := 0
	for i := range words {
		x := f.exp[(modulus-1-(n-1-i))%(modulus-1)]
		if f.at(locator, x) != 0 {
			continue
		}
		d := f.at(slope, x)
		if d == 0 {
			return false
		}
		found++
		words[i] = (words[i] + f.mul(f.at(eval, x), f.inverse(d))) % modulus
	}
	return found == wrong
}

// locate finds the polynomial whose roots tell where words are wrong, by
// Berlekamp and Massey from what is lost on.
func (f *field) locate(s []int32, lost []int, n int) []int32 {
	l := make([]int32, 1, len(s)+2)
	l[0] = 1
	for _, at := range lost {
		x := f.exp[n-1-at]
		l = append(l, 0)
		for i := len(l) - 1; i > 0; i-- {
			l[i] = (l[i] + modulus - f.mul(x, l[i-1])) % modulus
		}
	}
	b := append(make([]int32, 0, len(s)+2), l...)
	size := len(lost)
	for r := len(lost) + 1; r <= len(s); r++ {
		d := int32(0)
		for i, a := range l {
			if i < r {
				d = (d + f.mul(a, s[r-1-i])) % modulus
			}
		}
		b = append(b, 0) // x times b
		copy(b[1:], b)
		b[0] = 0
		if d == 0 {
			continue
		}
		old := append([]int32(nil), l...)
		for len(l) < len(b) {
			l = append(l, 0)
		}
		for i, v := range b {
			l[i] = (l[i] + modulus - f.mul(d, v)) % modulus
		}
		if 2*size <= r+len(lost)-1 {
			size = r + len(lost) - size
			b = b[:0]
			for _, v := range old {
				b = append(b, f.mul(v, f.inverse(d)))
			}
		}
	}
	for len(l) > 1 && l[len(l)-1] == 0 {
		l = l[:len(l)-1]
	}
	return l
}
