package databar

import (
	"math"

	"endcap/scanner"
)

const (
	expandedModulus = 211
	leastCharacters = 4 // the check character included
	mostCharacters  = 22
	// pairModules is how far it is from finder to finder.
	pairModules = 49
)

// sequences are the finders of symbols with 2 to 11 of them.
var sequences = [...]string{"AA", "ABB", "ACBD", "AEBDC", "AEBDDF", "AEBDEFF", "AABBCCDD", "AABBCCDEE", "AABBCCDEFF", "AABBCDDEEFF"}

// chain is the characters of a GS1 DataBar Expanded symbol, or of one of
// several rows, as they are put together.
type chain struct {
	paper
	*Reader
	white bool // the first finder's first element is light
	data  []*character
	room  [mostCharacters]*character
	n     int // characters that there must be
	width int // finders in each row but the last, once one has ended
	tries int
}

// expandeds appends the GS1 DataBar Expanded symbols (clause 7). white tells
// the colour of the first finder's first element.
func (r *Reader) expandeds(out []scanner.Symbol, white bool) []scanner.Symbol {
	for i := range r.seen {
		check := &r.seen[i]
		n := check.value/expandedModulus + leastCharacters
		if check.omni || check.finder != 0 || check.white != white || check.after || check.votes < minVotes || check.guard < 1 || n > mostCharacters || r.outvoted(check, 1) {
			continue
		}
		c := chain{paper: lay(&check.track), Reader: r, white: white, n: n}
		c.data = append(c.room[:0], check)
		if !c.follow(row{count: 1, size: 1}) {
			continue
		}
		if text, ok := elementString(c.data[1:]); ok {
			for _, d := range c.data {
				c.include(&d.track, 24.5, 24.5)
			}
			out = found(out, "DATABAR_EXPANDED", text, &c.paper)
		}
	}
	return out
}

// row is what is known of a row: how many finders there are so far, where the
// first of them is, and the size of a module at the last, which is less than 0
// if the row is read against the paper.
type row struct {
	count int
	start float64
	size  float64
}

// follow adds the characters that are missing and reports whether the
// checksum is right.
func (c *chain) follow(r row) bool {
	i := len(c.data)
	if i == c.n {
		return c.checked()
	}
	order := sequences[(c.n+1)/2-2]
	finder, even, right := int8(order[i/2]-'A'), i/2%2 == 1, i%2 == 1
	for j := range c.seen {
		d := &c.seen[j]
		if d.omni || d.finder != finder || d.white != (c.white != even) || d.after != (right != even) || d.votes < minVotes {
			continue
		}
		next, ok := r, false
		width := c.width
		if right {
			ok = d.meets(&c.data[i-1].track, maxSame)
		} else {
			next, ok = c.next(r, d, even)
		}
		if !ok || c.outvoted(d, 1) {
			continue
		}
		if c.tries++; c.tries > maxTries {
			return false
		}
		c.data = append(c.data, d)
		if c.follow(next) {
			return true
		}
		c.data, c.width = c.data[:i], width
	}
	return false
}

// next reports whether d, at the next finder, lies where it may: in the same
// row or at the beginning of the next one.
func (c *chain) next(r row, d *character, even bool) (row, bool) {
	size := c.size(&d.track)
	if even {
		size = -size
	}
	last, at := c.place(&c.data[len(c.data)-1].track), c.place(&d.track)
	below := at.below(last)
	if r.size*size > 0 && (c.width == 0 || r.count < c.width) && math.Abs(below) < maxShift &&
		math.Abs(at.x-last.x-pairModules*(r.size+size)/2) < maxShift {
		return row{r.count + 1, r.start, size}, true
	}
	if size == 0 || c.width != 0 && r.count != c.width || at.top < last.bottom || below > maxGap {
		return r, false
	}
	// Rows begin at the left; one that goes back ends there.
	left := r.start
	if r.size < 0 {
		left = last.x
	}
	width := 0.
	if done := len(c.data) / 2; size < 0 {
		width = float64(min(r.count, (c.n+1)/2-done)-1) * pairModules
		if done+r.count > c.n/2 && c.n%2 != 0 {
			width -= 17 // the last character is missing
		}
	}
	if math.Abs(at.x-left+width*size) > maxShift+width/16 {
		return r, false
	}
	c.width = r.count
	return row{1, at.x, size}, true
}

// checked reports whether the check character is right, and, light on
// dark, the guard behind the last one: a symbol that is dark on light is one
// light on dark the other way round, but for its guards.
func (c *chain) checked() bool {
	if last := c.data[c.n-1]; !c.white && last.guard < 2 {
		return false
	}
	order := sequences[(c.n+1)/2-2]
	sum := 0
	for i, d := range c.data[1:] {
		// Characters have their weights by their finders, in the order A1
		// right, A2 left, A2 right, B1 left ..., which are powers of 3.
		finder, even, right := int(order[(i+1)/2]-'A'), (i+1)/2%2, (i+1)%2
		sum += d.sum % expandedModulus * power(8*(4*finder+2*even+right-1), expandedModulus)
	}
	return c.data[0].value%expandedModulus == sum%expandedModulus
}

// power returns 3 to the n modulo m.
func power(n, m int) int {
	p := 1
	for range n {
		p = p * 3 % m
	}
	return p
}
