// Package solomon protects the words of symbols by Reed-Solomon codes over
// GF(2^n), as QR codes, Data Matrix and Aztec symbols do: it makes check words
// for those who write, and puts wrong words right for those who read.
package solomon

import "slices"

// Word is what the words of a symbol are kept in.
type Word interface{ ~uint8 | ~uint16 | ~int }

// Code is a Reed-Solomon code. It does not change once made, so it is safe for
// concurrent use.
type Code struct {
	order    int      // how many powers of 2 there are: all words but 0
	exp, log []uint16 // the powers, twice over, and which power a word is
	first    int
}

// New returns the code over the field of size elements, a power of two of at
// most 4096, that polynomial reduces; 2 must be a primitive element of it. The
// generator's roots are the powers of two from first on, which is 0 or 1.
func New(polynomial, size, first int) *Code {
	c := &Code{order: size - 1, exp: make([]uint16, 2*size), log: make([]uint16, size), first: first}
	v := 1
	for i := range c.exp {
		c.exp[i] = uint16(v)
		if i < c.order {
			c.log[v] = uint16(i)
		}
		if v <<= 1; v >= size {
			v ^= polynomial
		}
	}
	return c
}

// power returns 2 to the n, which is not negative.
func (c *Code) power(n int) uint16 { return c.exp[n%c.order] }

func (c *Code) mul(a, b uint16) uint16 {
	if a == 0 || b == 0 {
		return 0
	}
	return c.exp[int(c.log[a])+int(c.log[b])]
}

// div returns a/b; b is not 0.
func (c *Code) div(a, b uint16) uint16 {
	if a == 0 {
		return 0
	}
	return c.exp[int(c.log[a])+c.order-int(c.log[b])]
}

// at returns the value at x of a polynomial, its constant first.
func (c *Code) at(poly []uint16, x uint16) (v uint16) {
	for _, a := range slices.Backward(poly) {
		v = c.mul(v, x) ^ a
	}
	return v
}

// Check returns the n check words of data, at least one, whose words must be in the field.
func Check[W Word](c *Code, data []W, n int) []W {
	generator := make([]uint16, n) // without its leading 1, highest power first
	generator[n-1] = 1
	for i := range n {
		root := c.power(c.first + i)
		for k := range n {
			generator[k] = c.mul(generator[k], root)
			if k+1 < n {
				generator[k] ^= generator[k+1]
			}
		}
	}
	rest := make([]W, n)
	for _, d := range data {
		lead := uint16(d ^ rest[0])
		copy(rest, rest[1:])
		rest[n-1] = 0
		for k, g := range generator {
			rest[k] ^= W(c.mul(g, lead))
		}
	}
	return rest
}
