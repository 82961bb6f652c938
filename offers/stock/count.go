package stock

import (
	"errors"
	"fmt"
	"time"
)

// ErrCount is returned when a count says nothing or too much.
var ErrCount = errors.New("stock: not a count")

// Count is how much of one lot somebody counted at one place, as of a moment
// that headquarters' ledger knows: after the device's movements up to Upto of
// an incarnation, and before all later ones.
type Count struct {
	Key
	Quantity    int64     `json:"quantity"` // pieces, or grams
	Grams       bool      `json:"grams,omitempty"`
	At          time.Time `json:"at"` // when it was counted
	Incarnation string    `json:"inc"`
	Upto        uint64    `json:"upto"` // of the stream of goods; 0 is before its first
}

// Check says what is wrong with the count.
func (c Count) Check() error {
	switch {
	case c.GTIN == 0 || c.Place == "":
		return fmt.Errorf("%w: it names no product or no place", ErrCount)
	case c.Quantity < 0 || c.Quantity > MaxQuantity:
		return fmt.Errorf("%w: %d of %s; a count is 0 to %d", ErrCount, c.Quantity, c.GTIN, MaxQuantity)
	case c.Incarnation == "" || len(c.Incarnation) > maxIncarnation:
		return fmt.Errorf("%w: it does not say after which of the device's movements it was made", ErrCount)
	}
	return nil
}

// Then returns what is there after the movements that came later.
func (c Count) Then(later Level) Level {
	l := Level{Key: c.Key, Pieces: later.Pieces, Grams: later.Grams}
	if c.Grams {
		l.Grams += c.Quantity
	} else {
		l.Pieces += c.Quantity
	}
	return l
}

// Settled is what a device tells of a count that it took over: what it had
// summed up, and has now. The movements that lead from one to the other stand
// before it, so that whoever adds up movements need not read it; whoever had
// another sum than Was can put it right by Is.
type Settled struct {
	Count
	Was Level `json:"was"`
	Is  Level `json:"is"`
}

// Moves returns the movements that lead from Was to Is.
func (s Settled) Moves(at time.Time) []Movement {
	var moves []Movement
	m := Movement{GTIN: s.GTIN, Lot: s.Lot, Place: s.Place, Cause: Counted, At: at}
	if m.Quantity = s.Is.Pieces - s.Was.Pieces; m.Quantity != 0 {
		moves = append(moves, m)
	}
	m.Grams = true
	if m.Quantity = s.Is.Grams - s.Was.Grams; m.Quantity != 0 {
		moves = append(moves, m)
	}
	return moves
}
