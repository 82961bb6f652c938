package quota

import (
	"fmt"
	"slices"
	"time"

	"endcap/offers/money"
)

// Book is every grant that a device holds, with what was taken of it. The zero
// value holds none. One goroutine owns it; a copy shares its records.
type Book struct {
	held []Held // in order
}

// NewBook returns the book of records that were kept, whatever their order.
// It refuses them all if one of them is wrong.
func NewBook(held []Held) (Book, error) {
	b := Book{held: slices.Clone(held)}
	slices.SortStableFunc(b.held, order)
	seen := make(map[string]bool, len(held))
	if len(held) > MaxGrants {
		return Book{}, fmt.Errorf("%w: %d grants; the most is %d", ErrFull, len(held), MaxGrants)
	}
	for _, h := range b.held {
		if err := h.Check(); err != nil {
			return Book{}, err
		}
		if err := b.fits(h.Grant); err != nil {
			return Book{}, err
		}
		if seen[h.Grant.ID] {
			return Book{}, fmt.Errorf("%w: %q is kept twice", ErrGrant, h.Grant.ID)
		}
		seen[h.Grant.ID] = true
	}
	return b, nil
}

// Give takes a grant into the book. One that is in it already changes nothing;
// another of the same ID is ErrGrant.
func (b *Book) Give(g Grant) error {
	if err := g.Check(); err != nil {
		return err
	}
	if h, ok := b.Find(g.ID); ok {
		if !h.Grant.same(g) {
			return fmt.Errorf("%w: %q was given otherwise; a new grant needs a new ID", ErrGrant, g.ID)
		}
		return nil
	}
	if len(b.held) >= MaxGrants {
		return fmt.Errorf("%w: %d grants; wait until some have ended, or grant more at once", ErrFull, MaxGrants)
	}
	if err := b.fits(g); err != nil {
		return err
	}
	b.Put(Held{Grant: g})
	return nil
}

// fits refuses a grant in another currency than the offer was granted in.
func (b *Book) fits(g Grant) error {
	if g.Money == (money.Amount{}) {
		return nil
	}
	first, behind := b.of(g.Offer, g.Account)
	for _, h := range b.held[first:behind] {
		if has := h.Grant.Money; has != (money.Amount{}) && has.Currency != g.Money.Currency {
			return fmt.Errorf("%w: %q is in %s, but %q of the same offer in %s", ErrGrant, g.ID, g.Money.Currency, h.Grant.ID, has.Currency)
		}
	}
	return nil
}

// of returns where the grants of an offer or an account stand.
func (b *Book) of(offer, account string) (first, behind int) {
	find := func(past int) int {
		at, _ := slices.BinarySearchFunc(b.held, past, func(h Held, past int) int {
			if c := subject(h, offer, account); c != 0 {
				return c
			}
			return -past
		})
		return at
	}
	return find(-1), find(1)
}

// Clone returns a book of its own with the same records.
func (b *Book) Clone() Book { return Book{held: slices.Clone(b.held)} }

// Find returns the record of a grant.
func (b *Book) Find(id string) (Held, bool) {
	i := slices.IndexFunc(b.held, func(h Held) bool { return h.Grant.ID == id })
	if i < 0 {
		return Held{}, false
	}
	return b.held[i], true
}

// Held returns every record, by offer and account, and of each what ends
// first. The slice is the caller's, the serials in it are the book's.
func (b *Book) Held() []Held { return slices.Clone(b.held) }

// Put takes over records that Take told of. Records of grants that are not in
// the book are added; they have been checked by Take or Give.
func (b *Book) Put(changed ...Held) {
	for _, h := range changed {
		at, found := slices.BinarySearchFunc(b.held, h, order)
		if found {
			b.held[at] = h
		} else {
			b.held = slices.Insert(b.held, at, h)
		}
	}
}

// End takes back what is left of a grant, whenever it would end by itself, and
// returns its record; false if there is none. What was taken of it stays.
func (b *Book) End(id string) (Held, bool) {
	i := slices.IndexFunc(b.held, func(h Held) bool { return h.Grant.ID == id })
	if i < 0 {
		return Held{}, false
	}
	b.held[i].Ended = true
	return b.held[i], true
}

// Forget drops the grants that ended Keep ago or longer and returns them.
func (b *Book) Forget(now time.Time) []Held {
	var gone []Held
	b.held = slices.DeleteFunc(b.held, func(h Held) bool {
		old := !now.Add(-Keep).Before(h.Grant.Until)
		if old {
			gone = append(gone, h)
		}
		return old
	})
	return gone
}
