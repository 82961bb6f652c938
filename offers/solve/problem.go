package solve

import (
	"errors"
	"fmt"

	"endcap/offers/money"
)

// Kind is what a deal does. The list only grows at its end.
type Kind uint8

// Kinds. The first six take a whole group for each application; a piece is
// cheaper than another if it stands behind it.
const (
	Price           Kind = iota // the group costs Value
	Percent                     // Percent off the group, rounded on its sum
	Amount                      // Value off the group
	AmountEach                  // Value off each piece
	Free                        // its N cheapest pieces are free
	CheapestPercent             // Percent off each of its N cheapest pieces
	BuyGet                      // for Groups[0] bought, Percent or Value off each of Groups[1]; neither: free
	UpTo                        // Percent or Value off each of up to N pieces of Groups[0]; neither: free
	kinds
)

// Group is so many pieces of these, which are rising indexes into Price.
type Group struct {
	Quantity int64
	Units    []int32
}

// Deal may be given again and again, to other pieces each time.
type Deal struct {
	Kind    Kind
	Groups  []Group
	Value   int64
	Percent money.Percent // at most 100 %
	N       int64
	Times   int64 // at most so often; 0 is without end. UpTo is given once
	Lesser  bool  // BuyGet: what is got stands behind all that was bought for it
	Partial bool  // BuyGet: fewer pieces got will do
}

// Problem is pieces and the deals that compete for them. A piece is in one
// deal at most. Deals that share no piece, even by way of others, should be
// problems of their own: the work of one is bounded, not that of each.
type Problem struct {
	Price    []int64 // of each piece, falling
	Floor    []int64 // what a piece costs at least; nil is 0
	Alone    []int64 // what a piece saves if no deal takes it; nil is 0
	Deals    []Deal
	Rounding money.Rounding
	Budget   int // of work; 0 is DefaultBudget
}

// ErrProblem is returned when a problem breaks a limit or is not well formed.
var ErrProblem = errors.New("solve: not a problem")

// Check tells what is wrong with a problem. Only a problem that passes may be
// solved.
func (p *Problem) Check() error {
	n := len(p.Price)
	if n > MaxPieces || len(p.Deals) > MaxDeals || p.Budget < 0 {
		return fmt.Errorf("%w: %d pieces, %d deals, budget %d; the most are %d and %d, and no budget is negative", ErrProblem, n, len(p.Deals), p.Budget, MaxPieces, MaxDeals)
	}
	if p.Floor != nil && len(p.Floor) != n || p.Alone != nil && len(p.Alone) != n {
		return fmt.Errorf("%w: %d prices, %d floors, %d savings alone; give as many of each or none", ErrProblem, n, len(p.Floor), len(p.Alone))
	}
	sum := int64(0)
	for u, c := range p.Price {
		if c < 0 || c > MaxSum-sum || u > 0 && c > p.Price[u-1] {
			return fmt.Errorf("%w: price %d of piece %d; prices fall, none is negative, together they are at most %d", ErrProblem, c, u, int64(MaxSum))
		}
		sum += c
		if f := p.floor(int32(u)); f < 0 || f > c {
			return fmt.Errorf("%w: floor %d of piece %d at %d; it is from 0 to the price", ErrProblem, f, u, c)
		}
		if a := p.alone(int32(u)); a < 0 || a > c {
			return fmt.Errorf("%w: piece %d at %d saves %d alone; that is from 0 to the price", ErrProblem, u, c, a)
		}
	}
	for j := range p.Deals {
		if err := p.Deals[j].check(int32(n)); err != nil {
			return fmt.Errorf("%w: deal %d: %w", ErrProblem, j, err)
		}
	}
	return nil
}

func (d *Deal) check(pieces int32) error {
	want := 1
	if d.Kind == BuyGet {
		want = 2
	}
	switch {
	case d.Kind >= kinds:
		return fmt.Errorf("kind %d is not known", d.Kind)
	case len(d.Groups) < want || len(d.Groups) > MaxGroups, (d.Kind == BuyGet || d.Kind == UpTo) && len(d.Groups) != want:
		return fmt.Errorf("%d groups; a kind has one, buy and get two, a set up to %d", len(d.Groups), MaxGroups)
	case d.Value < 0 || d.Value > MaxSum || d.Percent < 0 || d.Percent > money.Whole || d.Times < 0:
		return fmt.Errorf("value %d, percent %s, times %d; none is negative and the share at most 100", d.Value, d.Percent, d.Times)
	}
	for i := range d.Groups {
		g := &d.Groups[i]
		if d.Kind != UpTo && (g.Quantity < 1 || g.Quantity > MaxGroupOf) {
			return fmt.Errorf("group %d of %d pieces; give 1 to %d", i, g.Quantity, MaxGroupOf)
		}
		last := int32(-1)
		for _, u := range g.Units {
			if u <= last || u >= pieces {
				return fmt.Errorf("group %d: piece %d behind %d of %d; indexes rise", i, u, last, pieces)
			}
			last = u
		}
	}
	if cheapest := d.Kind == Free || d.Kind == CheapestPercent; cheapest && (d.N < 1 || d.N > d.size()) || d.Kind == UpTo && d.N < 1 {
		return fmt.Errorf("n %d; give 1 or more, of a group at most all", d.N)
	}
	return nil
}

// size is how many pieces one application takes.
func (d *Deal) size() int64 {
	n := int64(0)
	for i := range d.Groups {
		n += d.Groups[i].Quantity
	}
	return n
}

// times is how often the deal may be given.
func (d *Deal) times() int64 {
	if d.Kind == UpTo {
		return 1
	}
	if d.Times == 0 {
		return MaxPieces
	}
	return min(d.Times, MaxPieces)
}

func (p *Problem) floor(u int32) int64 {
	if p.Floor == nil {
		return 0
	}
	return p.Floor[u]
}

func (p *Problem) alone(u int32) int64 {
	if p.Alone == nil {
		return 0
	}
	return p.Alone[u]
}

// room is how far the price of a piece may fall.
func (p *Problem) room(u int32) int64 { return p.Price[u] - p.floor(u) }

// share is a percentage of a sum; a share of at most 100 % always fits.
func (p *Problem) share(sum int64, c money.Percent) int64 {
	n, _ := money.Ratio(sum, int64(c), int64(money.Whole), p.Rounding)
	return n
}

// off is what a deal takes off one piece, for the kinds that do so piece by
// piece.
func (p *Problem) off(d *Deal, u int32) int64 {
	room := p.room(u)
	switch {
	case d.Kind == AmountEach:
		return min(d.Value, room)
	case d.Kind == CheapestPercent, d.Kind != Free && d.Percent > 0:
		return min(room, p.share(p.Price[u], d.Percent))
	case d.Kind != Free && d.Value > 0:
		return min(room, d.Value)
	}
	return room
}

// saving is what one application saves on its pieces; units rise, got are
// those of them the deal is given on.
func (p *Problem) saving(d *Deal, units, got []int32) int64 {
	sum, room, each := int64(0), int64(0), int64(0)
	for _, u := range units {
		sum += p.Price[u]
		room += p.room(u)
	}
	switch d.Kind {
	case Price:
		return min(sum-d.Value, room)
	case Percent:
		return min(p.share(sum, d.Percent), room)
	case Amount:
		return min(d.Value, room)
	case AmountEach, Free, CheapestPercent, BuyGet, UpTo, kinds:
	}
	for _, u := range got {
		each += p.off(d, u)
	}
	return each
}
