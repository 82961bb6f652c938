package basket

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"endcap/scanner/gs1"
)

// ErrOther is returned when what is to be merged is of another shared basket.
var ErrOther = errors.New("basket: of another shared basket")

// Shared is a basket of several carts and phones. Each keeps what it did, and
// what it heard of the others, and goes on when it hears nothing: two that are
// merged, in any order and however often, are the same. An add is never lost
// to a remove that had not seen it, since a remove names the add it takes
// from. It is a value: its verbs return a changed copy.
type Shared struct {
	ID     string  `json:"id"`
	Events []Event `json:"events,omitempty"` // in order, each ID once
}

// Event is one thing that a member did: an Add or a Remove.
type Event struct {
	ID     EventID   `json:"id"`
	At     time.Time `json:"at"` // in whole seconds: when, by the member's clock
	Add    *Item     `json:"add,omitempty"`
	Remove *Part     `json:"remove,omitempty"`
}

// EventID names an event for ever; its text is "cart-07-000012/3". Member is a
// basket's Name or as unique: one that comes again would be taken for the old.
type EventID struct {
	Member string
	N      int64 // from 1
}

// Item is goods without what a price book says of them: every cart has its
// own. The fields are those of a Line.
type Item struct {
	GTIN     gs1.GTIN `json:"gtin"`
	Lot      string   `json:"lot,omitempty"`
	Expiry   gs1.Date `json:"expiry,omitzero"`
	Serial   string   `json:"serial,omitempty"`
	Quantity int64    `json:"quantity"`
	Grams    int64    `json:"grams,omitempty"`
	Measured int64    `json:"measured,omitempty"`
	Printed  int64    `json:"printed,omitempty"`
}

// Part is so many pieces of what an add brought.
type Part struct {
	Of     EventID `json:"of"`
	Pieces int64   `json:"pieces"`
}

// Add returns the basket with goods that a member has taken, and the ID by
// which they are put back.
func (s Shared) Add(member string, i Item, now time.Time) (Shared, EventID, error) {
	return s.with(Event{ID: EventID{Member: member}, At: now, Add: &i})
}

// Remove returns the basket without some pieces of what an add brought. Anyone
// may put back what another has taken.
func (s Shared) Remove(member string, p Part, now time.Time) (Shared, error) {
	if left := s.Left(p.Of); p.Pieces < 1 || p.Pieces > left {
		return s, fmt.Errorf("%w: %d of %s, of which %d are left", ErrAbsent, p.Pieces, p.Of, left)
	}
	out, _, err := s.with(Event{ID: EventID{Member: member}, At: now, Remove: &p})
	return out, err
}

// with numbers an event behind those of its member and puts it in.
func (s Shared) with(e Event) (Shared, EventID, error) {
	e.ID.N, e.At = 1, e.At.UTC().Truncate(time.Second)
	for _, o := range s.Events {
		if o.ID.Member == e.ID.Member && o.ID.N >= e.ID.N {
			e.ID.N = o.ID.N + 1
			if e.At.Before(o.At) { // its clock was set back
				e.At = o.At
			}
		}
	}
	if err := e.check(); err != nil {
		return s, EventID{}, err
	}
	out, err := s.Merge(Shared{ID: s.ID, Events: []Event{e}})
	return out, e.ID, err
}

// Merge returns the basket with all that either tells. Where both together are
// more than MaxShared it is ErrFull, and s stays as it was.
func (s Shared) Merge(o Shared) (Shared, error) {
	if s.ID != o.ID {
		return s, fmt.Errorf("%w: %.40q, not %.40q", ErrOther, o.ID, s.ID)
	}
	out := Shared{ID: s.ID, Events: slices.Concat(s.Events, o.Events)}
	out.order()
	if _, err := out.Encode(); err != nil {
		return s, err
	}
	return out, nil
}

// order puts the events in order, by the clock and then by name, each once. Of
// two under one name, of which one is wrong, the smaller text stays, wherever
// they meet.
func (s *Shared) order() {
	if len(s.Events) == 0 {
		s.Events = nil
		return
	}
	slices.SortStableFunc(s.Events, func(a, b Event) int {
		if c := a.ID.compare(b.ID); c != 0 {
			return c
		}
		return bytes.Compare(a.text(), b.text())
	})
	s.Events = slices.CompactFunc(s.Events, func(a, b Event) bool { return a.ID == b.ID })
	slices.SortStableFunc(s.Events, func(a, b Event) int {
		if c := a.At.Compare(b.At); c != 0 {
			return c
		}
		return a.ID.compare(b.ID)
	})
}

// Left counts the pieces of an add that lie in the basket. Two that put the
// same piece back did so once, if the add had no other.
func (s Shared) Left(add EventID) int64 {
	left := int64(0)
	for _, e := range s.Events {
		if e.Add != nil && e.ID == add {
			left = e.Add.Quantity
		}
	}
	for _, e := range s.Events {
		if e.Remove != nil && e.Remove.Of == add {
			left -= e.Remove.Pieces
		}
	}
	return max(left, 0)
}

func (id EventID) compare(o EventID) int {
	if c := strings.Compare(id.Member, o.Member); c != 0 {
		return c
	}
	return int(max(-1, min(1, id.N-o.N)))
}
