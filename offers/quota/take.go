package quota

import (
	"fmt"
	"slices"
	"time"

	"endcap/offers/money"
)

// Spend takes the uses of one sale, all or none. Its errors are those of Take.
func (b *Book) Spend(now time.Time, uses ...Use) error {
	changed, err := b.Take(now, uses...)
	if err != nil {
		return err
	}
	b.Put(changed...)
	return nil
}

// Take tells which records change, and to what, if the uses of one sale are
// taken now; it changes nothing itself. What ends first is taken first. If
// less is left than one of the uses needs, it is ErrSpent; if a use cannot be
// one, ErrUse.
func (b *Book) Take(now time.Time, uses ...Use) ([]Held, error) {
	if len(uses) > MaxTaken {
		return nil, fmt.Errorf("%w: %d in one sale; the most is %d", ErrUse, len(uses), MaxTaken)
	}
	t := taking{book: b, now: now}
	for _, u := range uses {
		if err := u.Check(); err != nil {
			return nil, err
		}
		if err := t.use(u); err != nil {
			return nil, fmt.Errorf("%w (%s)", err, u.Offer)
		}
	}
	slices.SortStableFunc(t.changed, order)
	return t.changed, nil
}

// Coupon tells whether the coupon of an offer with this serial number may be
// taken now: nil, or ErrSpent with the reason.
func (b *Book) Coupon(now time.Time, offer string, serial int64) error {
	t := taking{book: b, now: now}
	return t.coupon(offer, serial)
}

// taking is a sale on its way: the records as they will be.
type taking struct {
	book    *Book
	now     time.Time
	changed []Held
}

// at returns the record at a place of the book as it is after the uses so far.
func (t *taking) at(i int) Held {
	h := t.book.held[i]
	if j := t.index(h.Grant.ID); j >= 0 {
		return t.changed[j]
	}
	return h
}

func (t *taking) index(id string) int {
	return slices.IndexFunc(t.changed, func(h Held) bool { return h.Grant.ID == id })
}

func (t *taking) put(h Held) {
	if j := t.index(h.Grant.ID); j >= 0 {
		t.changed[j] = h
	} else {
		t.changed = append(t.changed, h)
	}
}

func (t *taking) use(u Use) error {
	if err := t.coupons(u); err != nil {
		return err
	}
	if left := t.figure(u.Offer, "", u.Times, uses); left > 0 {
		return fmt.Errorf("%w: %d of %d times", ErrSpent, u.Times-left, u.Times)
	}
	if err := t.currency(u); err != nil {
		return err
	}
	if left := t.figure(u.Offer, "", u.Money.Minor, cost); left > 0 {
		return fmt.Errorf("%w: %d of %d minor units", ErrSpent, u.Money.Minor-left, u.Money.Minor)
	}
	if left := t.figure("", u.Account, u.Points, points); left > 0 {
		return fmt.Errorf("%w: %d of %d points of %s", ErrSpent, u.Points-left, u.Points, u.Account)
	}
	return nil
}

// uses, cost and points return what a grant limits and where it is counted.

func uses(h *Held) (int64, *int64)   { return h.Grant.Uses, &h.Uses }
func cost(h *Held) (int64, *int64)   { return h.Grant.Money.Minor, &h.Money }
func points(h *Held) (int64, *int64) { return h.Grant.Points, &h.Points }

// figure takes one figure of living grants, and returns what they do not
// cover. If they grant something but do not limit this, they cover it.
func (t *taking) figure(offer, account string, need int64, of func(*Held) (int64, *int64)) int64 {
	if need == 0 {
		return 0
	}
	live, limited := false, false
	first, behind := t.book.of(offer, account)
	for i := first; i < behind; i++ {
		h := t.at(i)
		if !h.live(t.now) {
			continue
		}
		live = true
		granted, taken := of(&h)
		if granted == 0 {
			continue
		}
		limited = true
		if n := min(need, granted-*taken); n > 0 {
			*taken += n
			need -= n
			t.put(h)
		}
	}
	if live && !limited {
		return 0
	}
	return need
}

func (t *taking) currency(u Use) error {
	first, behind := t.book.of(u.Offer, "")
	for _, h := range t.book.held[first:behind] {
		if has := h.Grant.Money; has != (money.Amount{}) && u.Money.Minor > 0 && has.Currency != u.Money.Currency {
			return fmt.Errorf("%w: %s of a grant in %s", ErrUse, u.Money, has.Currency)
		}
	}
	return nil
}

// coupons takes the serial numbers of a use. If a living grant is of serials,
// every time needs one.
func (t *taking) coupons(u Use) error {
	first, behind := t.book.of(u.Offer, "")
	asked := slices.ContainsFunc(t.book.held[first:behind], func(h Held) bool { return h.live(t.now) && h.Grant.Serials != Serials{} })
	if asked && int64(len(u.Serials)) != u.Times {
		return fmt.Errorf("%w: %d times with %d coupons; every time needs one", ErrUse, u.Times, len(u.Serials))
	}
	for _, n := range u.Serials {
		if err := t.coupon(u.Offer, n); err != nil {
			return err
		}
		for i := first; i < behind; i++ {
			h := t.at(i)
			if !h.live(t.now) || !h.Grant.Serials.Has(n) {
				continue
			}
			at, _ := slices.BinarySearch(h.Serials, n)
			h.Serials = slices.Insert(slices.Clone(h.Serials), at, n)
			t.put(h)
			break
		}
	}
	return nil
}

// coupon looks into ended grants too: a coupon that one of them let through is
// not taken again because another grant has it.
func (t *taking) coupon(offer string, serial int64) error {
	granted := false
	first, behind := t.book.of(offer, "")
	for i := first; i < behind; i++ {
		h := t.at(i)
		if h.spent(serial) {
			return fmt.Errorf("%w: coupon %d was taken before", ErrSpent, serial)
		}
		granted = granted || h.live(t.now) && h.Grant.Serials.Has(serial)
	}
	if !granted {
		return fmt.Errorf("%w: coupon %d was not granted to this device", ErrSpent, serial)
	}
	return nil
}
