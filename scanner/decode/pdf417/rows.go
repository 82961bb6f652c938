package pdf417

import (
	"math"
	"slices"
)

// size is how large a symbol is, by what its row indicators say.
type size struct{ rows, columns, check int }

// size counts what the row indicators say (ISO/IEC 15438 5.3.4): three numbers
// in turn.
func (s *scan) size(sides []side) (size, bool) {
	var tally [3][30]int
	for _, l := range s.lines {
		if v := s.sights[l.first]; v.place == 0 {
			tally[number(v, sides[l.side].stop)][v.value%30]++
		}
	}
	var says [3]int
	for i, t := range tally {
		for v, n := range t {
			if n > t[says[i]] {
				says[i] = v
			}
		}
		if t[says[i]] < 2 {
			return size{}, false
		}
	}
	z := size{rows: 3*says[0] + says[1]%3 + 1, columns: says[2] + 1, check: 2 << (says[1] / 3)}
	if z.rows < minRows || z.rows > maxRows || z.columns > maxColumns || says[1]/3 > 8 ||
		z.rows*z.columns > maxWords || z.check >= z.rows*z.columns {
		return z, false
	}
	// From now on a line is in the row that its indicator says, if that agrees.
	for i := range sides {
		s.rows = s.rows[:0]
		for _, l := range s.lines {
			v := s.sights[l.first]
			if n := number(v, sides[i].stop); l.side == i && v.place == 0 && int(v.value%30) == says[n] {
				s.rows = append(s.rows, rowAt{l.at, float64(v.value/30)*3 + float64(v.cluster) + .5})
			}
		}
		if sides[i].base, sides[i].perLine = straight(s.rows, &s.slopes); sides[i].perLine == 0 && i == 0 {
			return z, false
		}
	}
	return z, true
}

// number is which of the three numbers a row indicator tells: the rows by
// three; the check level and what the rows leave over; the columns.
func number(v sight, stop bool) int {
	if stop {
		return int(v.cluster+2) % 3
	}
	return int(v.cluster)
}

// rowAt is a row that a line was in.
type rowAt struct{ at, row float64 }

// straight fits a straight line of rows: by medians, which do not mind a few
// that are quite wrong, and then through all that are near. It returns 0, 0
// where there are too few.
func straight(rows []rowAt, buf *[]float64) (base, slope float64) {
	half := len(rows) / 2
	if half == 0 {
		return 0, 0
	}
	*buf = (*buf)[:0]
	for i, a := range rows[:len(rows)-half] {
		b := rows[i+half]
		*buf = append(*buf, (b.row-a.row)/(b.at-a.at))
	}
	slope = median(*buf)
	*buf = (*buf)[:0]
	for _, r := range rows {
		*buf = append(*buf, r.row-slope*r.at)
	}
	base = median(*buf)
	for range 3 {
		var near fit
		for _, r := range rows {
			if math.Abs(base+slope*r.at-r.row) < 1.2 {
				near.add(r.at, r.row)
			}
		}
		if near.n < 3 {
			break
		}
		base = near.at(0)
		slope = near.at(1) - base
	}
	return base, slope
}

func median(v []float64) float64 {
	if len(v) == 0 {
		return 0
	}
	slices.Sort(v)
	return v[len(v)/2]
}

// vote lets each line say what the words of the symbol are. It returns by how
// many rows lines slip from one character to the next.
func (s *scan) vote(sides []side, z size) float64 {
	s.ballot.reset(z)
	s.slopes = s.slopes[:0]
	for _, l := range s.lines {
		d := &sides[l.side]
		if d.perLine == 0 {
			continue
		}
		begin := d.base + d.perLine*l.at
		where, last := begin, 0
		for _, v := range s.sights[l.first:l.last] {
			// The nearest row that it may be in.
			row := int(v.cluster) + 3*int(math.Round((where-.5-float64(v.cluster))/3))
			slip := float64(row) + .5 - where
			where += slip / 2
			last = int(v.place)
			column := int(v.place) - 1
			if d.stop {
				column = z.columns - int(v.place)
			}
			if row >= 0 && row < z.rows && column >= 0 && column < z.columns {
				weight := int16(3)
				if math.Abs(slip) > .75 {
					weight = 1 // more likely another row's, misread
				}
				s.ballot.add(row*z.columns+column, v.value, weight)
			}
		}
		if last > 0 && last >= z.columns/2 {
			s.slopes = append(s.slopes, (where-begin)/float64(last))
		}
	}
	return median(s.slopes)
}
