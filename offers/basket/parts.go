package basket

import (
	"encoding/json"
	"time"

	"endcap/offers"
)

// Rest is the payload of wire.BasketContinued: lines of a sale that did not
// fit its own event. They add to no sum, Sale tells those of all lines.
type Rest struct {
	Basket string     `json:"basket"`
	Closed time.Time  `json:"closed"`
	Part   int        `json:"part"` // from 1 to Sale.Parts
	Lines  []SaleLine `json:"lines"`
}

// Split cuts a sale whose JSON is longer than most bytes into one with as many
// lines as fit and the rest, each at most so long. A line that would be too
// long by itself tells no longer what each piece cost, and then not which
// offers it took. most must have room for the sums and one line.
func (s Sale) Split(most int) (Sale, []Rest) {
	if size(s) <= most {
		return s, nil
	}
	lines := s.Lines
	s.Lines, s.Parts = []SaleLine{}, MaxLines
	if in, out := fit(lines, most-size(s)); size(in) <= most-size(s) {
		s.Lines, lines = in, out
	}
	var rest []Rest
	for len(lines) > 0 {
		r := Rest{Basket: s.Basket, Closed: s.Closed, Part: len(rest) + 1}
		r.Lines, lines = fit(lines, most-size(r))
		rest = append(rest, r)
	}
	s.Parts = len(rest)
	return s, rest
}

// fit returns the lines that fit into room, at least one, and the others.
func fit(lines []SaleLine, room int) (in, out []SaleLine) {
	for i, l := range lines {
		if n := size(l) + 1; n <= room {
			in, room = append(in, l), room-n
			continue
		} else if i > 0 {
			return in, lines[i:]
		}
		if l.Units = nil; size(l)+1 > room {
			l.Offers = nil
		}
		return append(in, l), lines[1:]
	}
	return in, nil
}

func size(v any) int {
	b, err := json.Marshal(v)
	if err != nil {
		panic("basket: a sale is not JSON: " + err.Error()) // its types always are
	}
	return len(b)
}

// alike joins pieces that cost the same.
func alike(units []offers.Units) []offers.Units {
	var out []offers.Units
	at := map[int64]int{}
	for _, u := range units {
		i, ok := at[u.Each.Minor]
		if !ok {
			i, at[u.Each.Minor] = len(out), len(out)
			out = append(out, offers.Units{Each: u.Each})
		}
		out[i].Quantity += u.Quantity
	}
	return out
}
