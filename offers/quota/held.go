package quota

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// Held is a grant with what was taken of it: the record that a store keeps.
type Held struct {
	Grant   Grant   `json:"grant"`
	Uses    int64   `json:"uses,omitempty"`
	Money   int64   `json:"money,omitempty"` // minor units of the grant's currency
	Points  int64   `json:"points,omitempty"`
	Serials []int64 `json:"serials,omitempty"` // rising
	// Ended is set when headquarters took back what was left.
	Ended bool `json:"ended,omitempty"`
}

// Check says what is wrong with the record: whatever was changed so that more
// was taken than granted.
func (h Held) Check() error {
	if err := h.Grant.Check(); err != nil {
		return err
	}
	ok := 0 <= h.Uses && h.Uses <= h.Grant.Uses && 0 <= h.Money && h.Money <= h.Grant.Money.Minor && 0 <= h.Points && h.Points <= h.Grant.Points
	for i, n := range h.Serials {
		ok = ok && h.Grant.Serials.Has(n) && (i == 0 || h.Serials[i-1] < n)
	}
	if !ok {
		return fmt.Errorf("%w: of %q more was taken than it grants; drop it and let headquarters grant anew", ErrGrant, h.Grant.ID)
	}
	return nil
}

func (h *Held) live(now time.Time) bool { return !h.Ended && now.Before(h.Grant.Until) }

// order is that of a book: by what is granted, and of that what ends first.
func order(a, b Held) int {
	return cmp.Or(subject(a, b.Grant.Offer, b.Grant.Account), a.Grant.Until.Compare(b.Grant.Until), cmp.Compare(a.Grant.ID, b.Grant.ID))
}

func subject(h Held, offer, account string) int {
	return cmp.Or(cmp.Compare(h.Grant.Offer, offer), cmp.Compare(h.Grant.Account, account))
}

// spent tells whether the coupon with this serial number was taken.
func (h Held) spent(serial int64) bool {
	_, found := slices.BinarySearch(h.Serials, serial)
	return found
}
