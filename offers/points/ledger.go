package points

import (
	"cmp"
	"fmt"
	"slices"
)

// Ledger is entries by their IDs. Ledgers merge by posting the entries of one
// to the other, in any order and as often as may be. The zero value is an
// empty one for reading; make one with Ledger{} to post to.
type Ledger map[string]Entry

// Post takes an entry into the ledger and tells whether it is new there. Of
// one entry at two times the earlier is kept. An entry that is none, or that
// moves something else than the one of its ID, is ErrEntry and not taken.
func (l Ledger) Post(e Entry) (bool, error) {
	if err := e.Check(); err != nil {
		return false, err
	}
	if has, ok := l[e.ID]; ok {
		if !has.Same(e) {
			return false, fmt.Errorf("%w: %q was posted otherwise", ErrEntry, e.ID)
		}
		if e.At.Before(has.At) {
			l[e.ID] = e
		}
		return false, nil
	}
	l[e.ID] = e
	return true, nil
}

// Entries returns every entry, by ID.
func (l Ledger) Entries() []Entry {
	out := make([]Entry, 0, len(l))
	for _, e := range l {
		out = append(out, e)
	}
	slices.SortStableFunc(out, func(a, b Entry) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

// Balance adds up what the entries, each counted once by its ID, move to and
// from an account. Two entries of one ID that say different things are
// ErrEntry. A sum that leaves 64 bits is ErrRange.
func Balance(entries []Entry, account string) (int64, error) {
	l := make(Ledger, len(entries))
	sum := int64(0)
	for _, e := range entries {
		fresh, err := l.Post(e)
		if err != nil {
			return 0, err
		}
		if !fresh {
			continue
		}
		was, move := sum, int64(0)
		if e.To == account {
			move = e.Points
		}
		if e.From == account {
			move = -e.Points
		}
		if sum += move; (sum > was) != (move > 0) {
			return 0, fmt.Errorf("%w: the balance of %s does not fit 64 bits", ErrRange, account)
		}
	}
	return sum, nil
}
