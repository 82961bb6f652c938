package scanner

import "time"

// Limits of what a Repeat remembers.
const (
	// RepeatHold is how long a label must be out of sight before it counts
	// again, where a Repeat does not say otherwise.
	RepeatHold = 2 * time.Second
	// RepeatLabels is how many labels a Repeat remembers. A picture holds one
	// or two.
	RepeatLabels = 32
)

// Repeat tells the same label held up twice from two labels. The zero value
// works. It is for one goroutine.
type Repeat struct {
	// Hold is how long a label must be out of sight before it counts again;
	// RepeatHold where it is zero.
	Hold time.Duration

	seen []Symbol // a ring of RepeatLabels, once it is full
	next int
}

// Seen reports whether the symbol is a repetition: one of the same format and
// text that was last seen less than Hold before, by the times At of both. A
// symbol with an ID repeats only a symbol with the same ID, however long ago.
func (r *Repeat) Seen(sym Symbol) bool {
	hold := r.Hold
	if hold == 0 {
		hold = RepeatHold
	}
	for i := range r.seen {
		old := &r.seen[i]
		if sym.ID != old.ID {
			continue
		}
		if sym.ID != "" {
			return true
		}
		if old.Text != sym.Text || old.Format != sym.Format {
			continue
		}
		apart := sym.At.Sub(old.At)
		old.At = sym.At
		return apart < hold
	}
	if len(r.seen) < RepeatLabels {
		r.seen = append(r.seen, sym)
		return false
	}
	r.seen[r.next] = sym
	r.next = (r.next + 1) % RepeatLabels
	return false
}
