package play

import (
	"errors"
	"fmt"
	"slices"
)

// ErrChallenge is returned when a challenge or a progress cannot be one.
var ErrChallenge = errors.New("play: not a challenge")

// Of is what a challenge counts, as the offer file writes it.
type Of string

// What challenges count. Only what the challenge's select lets through counts.
const (
	Pieces   Of = "pieces"   // collect three of a brand
	Products Of = "products" // different ones
	Zones    Of = "zones"    // a tour: different zones that something was taken from
	Rescued  Of = "rescued"  // pieces on their last day
	Visits   Of = "visits"   // baskets with at least one piece
	Friends  Of = "friends"  // the most members that one basket had, if it has a piece
)

// Challenge is a goal that a shopper works towards.
type Challenge struct {
	Of   Of    `json:"of"`
	Goal int64 `json:"goal"`
}

// Check says what is wrong with the challenge.
func (c Challenge) Check() error {
	most := int64(MaxGoal)
	switch c.Of {
	case Products, Zones:
		most = MaxDistinct
	case Pieces, Rescued, Visits, Friends:
	default:
		return fmt.Errorf("%w: it counts %q; use pieces, products, zones, rescued, visits or friends", ErrChallenge, string(c.Of))
	}
	if c.Goal < 1 || c.Goal > most {
		return fmt.Errorf("%w: a goal of %d %s; use 1 to %d", ErrChallenge, c.Goal, c.Of, most)
	}
	return nil
}

// Progress is what was reached so far. The zero value is nothing yet.
type Progress struct {
	Have int64    `json:"have,omitempty"` // never more than the goal
	Seen []string `json:"seen,omitempty"` // different products or zones, in order; they count instead of Have
}

// Check says what is wrong with a progress that came from outside.
func (p Progress) Check() error {
	ok := 0 <= p.Have && p.Have <= MaxGoal && len(p.Seen) <= MaxDistinct
	for i, s := range p.Seen {
		ok = ok && s != "" && len(s) <= MaxName && (i == 0 || p.Seen[i-1] < s)
	}
	if !ok {
		return fmt.Errorf("%w: a progress of %d with %d seen; it is 0 to %d, and at most %d different ones in order", ErrChallenge, p.Have, len(p.Seen), MaxGoal, MaxDistinct)
	}
	return nil
}

// Piece is goods in the basket that the challenge is about.
type Piece struct {
	Product  string
	Zone     string // empty: not known, and counted as none
	Quantity int64  // pieces; what is weighed is one
	LastDay  bool   // it expires today
}

// Progress returns what is reached with this basket on top of what was reached
// before: with the challenge's goods in it, and so many members (a basket of
// one shopper has 1). The slice it returns is a new one.
func (c Challenge) Progress(before Progress, goods []Piece, members int64) Progress {
	p := Progress{Have: before.Have, Seen: slices.Clone(before.Seen)}
	counted := false
	for _, g := range goods {
		if g.Quantity < 1 {
			continue
		}
		counted = true
		switch c.Of {
		case Pieces:
			p.Have += min(g.Quantity, c.Goal)
		case Rescued:
			if g.LastDay {
				p.Have += min(g.Quantity, c.Goal)
			}
		case Products:
			p.see(g.Product)
		case Zones:
			p.see(g.Zone)
		case Visits, Friends:
		}
		p.Have = min(p.Have, c.Goal)
	}
	if counted && c.Of == Visits {
		p.Have = min(p.Have+1, c.Goal)
	}
	if counted && c.Of == Friends {
		p.Have = min(max(p.Have, members), c.Goal)
	}
	p.Seen = p.Seen[:min(int64(len(p.Seen)), c.Goal)] // the first in order, in whatever order they were scanned
	return p
}

// see keeps a name once.
func (p *Progress) see(name string) {
	at, found := slices.BinarySearch(p.Seen, name)
	if name != "" && len(name) <= MaxName && !found {
		p.Seen = slices.Insert(p.Seen, at, name)
	}
}

// Missing returns how much is missing to the goal; at 0 the challenge is done.
func (c Challenge) Missing(p Progress) int64 {
	if c.Of == Products || c.Of == Zones {
		return max(c.Goal-int64(len(p.Seen)), 0)
	}
	return max(c.Goal-p.Have, 0)
}
