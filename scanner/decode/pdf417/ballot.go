package pdf417

// ballot is what lines say each word of a symbol is.
type ballot struct{ cells []cell }

// cell counts the votes for one word; a value beyond the third finds no room.
type cell [3]struct {
	value int16
	votes int16
}

func (b *ballot) reset(z size) {
	b.cells = append(b.cells[:0], make([]cell, z.rows*z.columns)...)
}

func (b *ballot) add(at int, value, weight int16) {
	for i := range b.cells[at] {
		v := &b.cells[at][i]
		if v.votes == 0 {
			v.value = value
		}
		if v.value == value {
			v.votes += weight
			return
		}
	}
}

// winner returns the value with the most votes, whether there is one, and
// whether it is clear.
func (c *cell) winner() (value int16, ok, clear bool) {
	best, second := 0, int16(0)
	for i, v := range c {
		if v.votes > c[best].votes {
			second, best = c[best].votes, i
		} else if i != best {
			second = max(second, v.votes)
		}
	}
	w := c[best]
	return w.value, w.votes > second, w.votes > 2*second && w.votes > 3
}

// words returns the data words, without the number of them, once the check
// words have put right what lines did not agree on. What is unclear is given to
// them as wrong; should that be too much, as it is.
func (b *ballot) words(f *field, z size) ([]int32, bool) {
	n := len(b.cells)
	words := make([]int32, n)
	var none, unclear []int
	for i := range b.cells {
		value, ok, clear := b.cells[i].winner()
		words[i] = int32(value)
		if !ok {
			none = append(none, i)
		}
		if !clear {
			unclear = append(unclear, i)
		}
	}
	for _, lost := range [...][]int{none, unclear} {
		if len(lost) > z.check-2 {
			continue
		}
		try := append([]int32(nil), words...)
		for _, i := range lost {
			try[i] = 0
		}
		// The first word is the number of data words, itself among them.
		if f.correct(try, z.check, lost) && int(try[0]) == n-z.check {
			return try[1:try[0]], true
		}
	}
	return nil, false
}
