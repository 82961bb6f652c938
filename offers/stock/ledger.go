package stock

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"endcap/scanner/gs1"
)

// MaxQuantity is the most that one movement carries, in pieces or grams, in
// either direction.
const MaxQuantity = 1_000_000_000

const maxIncarnation = 64 // bytes

// ErrMovement is returned when a movement says nothing or too much.
var ErrMovement = errors.New("stock: not a movement")

// Check says what is wrong with the movement.
func (m Movement) Check() error {
	switch {
	case m.GTIN == 0:
		return fmt.Errorf("%w: it names no product", ErrMovement)
	case m.Place == "":
		return fmt.Errorf("%w: %s moves at no place", ErrMovement, m.GTIN)
	case m.Confidence < 0 || m.Confidence > 99:
		return fmt.Errorf("%w: %s is believed to %d percent; use 1 to 99, or 0 for what is not said", ErrMovement, m.GTIN, m.Confidence)
	case m.Confirms != nil && (m.Provisional || m.Confirms.Seq == 0 || m.Confirms.Incarnation == "" || len(m.Confirms.Incarnation) > maxIncarnation):
		return fmt.Errorf("%w: %s at %s confirms no movement", ErrMovement, m.GTIN, m.Place)
	case m.Quantity == 0 && m.Confirms == nil || m.Quantity > MaxQuantity || m.Quantity < -MaxQuantity:
		return fmt.Errorf("%w: %d of %s at %s; the quantity is 1 to %d, or negative", ErrMovement, m.Quantity, m.GTIN, m.Place, MaxQuantity)
	}
	return nil
}

// Key is what stock is counted by.
type Key struct {
	GTIN  gs1.GTIN `json:"gtin"`
	Lot   string   `json:"lot,omitempty"`
	Place string   `json:"place"`
}

// Level is how much of one lot is at one place. It may be negative: what was
// taken before it was counted.
type Level struct {
	Key
	Pieces int64 `json:"pieces,omitempty"`
	Grams  int64 `json:"grams,omitempty"`
}

// Plus returns the level after one more movement of its goods.
func (v Level) Plus(m Movement) Level {
	if m.Grams {
		v.Grams += m.Quantity
	} else {
		v.Pieces += m.Quantity
	}
	return v
}

// Ledger is what movements add up to. Their order does not matter, and two
// ledgers add up to the ledger of both. Make one with Ledger{}.
type Ledger map[Key]Level

// Add counts one movement.
func (l Ledger) Add(m Movement) {
	k := Key{GTIN: m.GTIN, Lot: m.Lot, Place: m.Place}
	v := l[k]
	v.Key = k
	l[k] = v.Plus(m)
}

// AddLevel counts what was summed up before.
func (l Ledger) AddLevel(v Level) {
	sum := l[v.Key]
	sum.Key = v.Key
	sum.Pieces, sum.Grams = sum.Pieces+v.Pieces, sum.Grams+v.Grams
	l[v.Key] = sum
}

// Levels returns every level that is not zero, by product, lot and place.
func (l Ledger) Levels() []Level {
	out := make([]Level, 0, len(l))
	for _, v := range l {
		if v.Pieces != 0 || v.Grams != 0 {
			out = append(out, v)
		}
	}
	slices.SortStableFunc(out, func(a, b Level) int {
		return cmp.Or(cmp.Compare(a.GTIN, b.GTIN), cmp.Compare(a.Lot, b.Lot), cmp.Compare(a.Place, b.Place))
	})
	return out
}

// Sum returns the levels that the movements add up to.
func Sum(moves []Movement) []Level {
	l := make(Ledger, len(moves))
	for _, m := range moves {
		l.Add(m)
	}
	return l.Levels()
}
