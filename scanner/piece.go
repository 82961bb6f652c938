package scanner

import (
	"cmp"
	"image"
	"slices"
	"time"

	"endcap/scanner/gs1"
)

// Passed is a symbol that was passed over because another one on the same
// thing speaks for it.
type Passed struct {
	Format string `json:"format"`
	Text   string `json:"text"`
	GS1    bool   `json:"gs1,omitempty"`
	// Joined says that what it tells is understood together with the other.
	Joined bool `json:"joined,omitempty"`
	// Why is a sentence for a technician.
	Why string `json:"why"`
}

// Pieces makes of the symbols that were seen at once one symbol for each thing
// that carries them, in the order in which they were seen: a package with an
// EAN and a GS1 symbol of the same GTIN is one piece with the data of the
// richer one, and a label with a price speaks for the code that it is stuck
// over. A symbol that tells only the lot, the serial number or the dates of a
// thing is joined to the product beside it; see join. What was passed over is
// told in Passed. Two symbols that contradict each other, such as of two lots,
// are two pieces. Symbols that are no GS1 data are pieces of their own.
func Pieces(seen []Symbol, shop gs1.Shop, now time.Time) []Symbol {
	if len(seen) < 2 {
		return seen
	}
	all := make([]piece, len(seen))
	for i, sym := range seen {
		scan, err := Understand(sym, shop, now)
		all[i] = piece{scan, i, 0}
		if err == nil {
			all[i].rank = rank(scan.Item)
		}
	}
	// The richest first, so that each of the others finds what speaks for it.
	slices.SortStableFunc(all, func(a, b piece) int { return cmp.Compare(b.rank, a.rank) })
	var kept []piece
next:
	for _, p := range all {
		for i := range kept {
			if why := speaksFor(kept[i].Scan, p.Scan); why != "" {
				kept[i].Passed = append(kept[i].Passed, Passed{Format: p.Format, Text: p.Text, GS1: p.GS1, Why: why})
				continue next
			}
		}
		kept = append(kept, p)
	}
	kept = join(kept, shop, now)
	slices.SortStableFunc(kept, func(a, b piece) int { return cmp.Compare(a.order, b.order) })
	out := make([]Symbol, len(kept))
	for i, p := range kept {
		out[i] = p.Symbol
	}
	return out
}

// piece is a symbol that may stand for a thing, in its place among those seen.
type piece struct {
	Scan
	order, rank int
}

// rank says how much an item tells a till.
func rank(it gs1.Item) int {
	switch {
	case it.GTIN == 0:
		return 0
	case it.Price > 0:
		return 4
	case it.LastDay() != (gs1.Date{}): // a lot that is not told is held to be the recalled one
		return 3
	case it.Lot != "" || it.Serial != "" || it.Grams > 0:
		return 2
	default:
		return 1
	}
}

// speaksFor returns why rich makes poor needless, or "".
func speaksFor(rich, poor Scan) string {
	a, b := rich.Item, poor.Item
	switch {
	case b.GTIN == 0:
		return ""
	case a.GTIN == b.GTIN && agree(a, b):
		if rank(a) > rank(b) {
			return "it names the same product and says less"
		}
		return "it says the same"
	case a.Price > 0 && b.Price == 0 && overlap(rich.Corners, poor.Corners):
		return "a label with a price is stuck over it"
	}
	return ""
}

// agree reports whether nothing that both items say differs.
func agree(a, b gs1.Item) bool {
	return same(a.Lot, b.Lot) && same(a.Serial, b.Serial) && same(a.Grams, b.Grams) && same(a.Price, b.Price) &&
		same(a.Expiry, b.Expiry) && same(a.SellBy, b.SellBy) && same(a.BestBefore, b.BestBefore)
}

func same[T comparable](a, b T) bool {
	var nothing T
	return a == b || a == nothing || b == nothing
}

// overlap reports whether the boxes around two symbols meet.
func overlap(a, b [4]image.Point) bool {
	return a != nowhere && b != nowhere && box(a).Overlaps(box(b))
}

// nowhere is the outline of a symbol of which no picture was seen.
var nowhere [4]image.Point

// box is the box around an outline.
func box(corners [4]image.Point) (r image.Rectangle) {
	for _, p := range corners {
		r = r.Union(image.Rectangle{Min: p, Max: p.Add(image.Pt(1, 1))})
	}
	return r
}
