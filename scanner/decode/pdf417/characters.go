package pdf417

import "math"

// characters are read off a line one after the other, each from the edge where
// the last one ended.
type characters struct {
	edges  []int32
	words  *words
	module float64 // as long as it was in the last character
	pixel  float64
	spread float64 // how much wider bars are than they should be
	pos    float64
	at     int // the edge at pos, -1 for none
}

// nearest returns the edge from light to dark that is nearest to a place, -1
// where none is within reach.
func (c *characters) nearest(pos, reach float64) int {
	lo, hi := 0, len(c.edges)/2
	for lo < hi {
		if mid := (lo + hi) / 2; float64(c.edges[2*mid]) < pos {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	best := -1
	for _, i := range [...]int{2*lo - 2, 2 * lo} {
		if i >= 0 && i < len(c.edges) {
			if d := math.Abs(float64(c.edges[i]) - pos); d <= reach {
				best, reach = i, d
			}
		}
	}
	return best
}

// calibrate learns from the guard how long a module is and how far ink spreads.
// The data begins, or ends, at edge j.
func (c *characters) calibrate(j int, stop bool) {
	const bars = 11 // modules, in either pattern
	dark := 0.0
	if stop {
		for i := j; i < j+9; i += 2 {
			dark += float64(c.edges[i+1] - c.edges[i])
		}
		all := float64(c.edges[j+9] - c.edges[j])
		c.module = all / stopModules
		c.spread = (dark - bars*c.module) / 5
		return
	}
	for i := j - 8; i < j; i += 2 {
		dark += float64(c.edges[i+1] - c.edges[i])
	}
	c.module = float64(c.edges[j]-c.edges[j-8]) / startModules
	c.spread = (dark - bars*c.module) / 4
}

// next reads the next character: on along the line, or back from a stop
// pattern. The value is -1 for one that cannot be read; more is false at the end
// of the symbol.
func (c *characters) next(back bool) (value int16, cluster int8, more bool) {
	width := charModules * c.module
	step, end := 8, width
	if back {
		step, end = -8, -width
	}
	if c.at >= 0 {
		if i := c.at + step; i >= 0 && i < len(c.edges) {
			got := math.Abs(float64(c.edges[i] - c.edges[c.at]))
			if math.Abs(got-width) < .13*width+c.pixel/2 {
				value, cluster = c.read(min(c.at, i), got/charModules)
				if value >= 0 {
					c.at, c.pos = i, float64(c.edges[i])
					c.module += (got/charModules - c.module) / 2
					return value, cluster, true
				}
			}
		}
	}
	if c.guard(back) {
		return -1, 0, false
	}
	// Go on where the next one should begin.
	c.pos += end
	if c.pos < 0 || len(c.edges) == 0 || c.pos > float64(c.edges[len(c.edges)-1]) {
		return -1, 0, false
	}
	if c.at = c.nearest(c.pos, 1.3*c.module+c.pixel/2); c.at >= 0 {
		c.pos = float64(c.edges[c.at])
	}
	return -1, 0, true
}

// guard reports whether the other pattern follows: its bar is longer than any
// of a character.
func (c *characters) guard(back bool) bool {
	i := c.at
	if back {
		i -= 8
	}
	return i >= 0 && i+1 < len(c.edges) && float64(c.edges[i+1]-c.edges[i]) > 6.6*c.module+c.spread
}

// read reads the eight runs from edge i on.
func (c *characters) read(i int, module float64) (value int16, cluster int8) {
	var run [8]float64
	for k := range run {
		run[k] = float64(c.edges[i+k+1] - c.edges[i+k])
		if k%2 == 0 {
			run[k] -= c.spread
		} else {
			run[k] += c.spread
		}
		run[k] /= module
	}
	// From an edge to the next of its kind ink does no harm. Which of two whole
	// numbers a distance is may be a near thing: then both are tried.
	var pair [7]int
	doubt, worst := -1, .3
	for k := range pair {
		d := run[k] + run[k+1]
		pair[k] = int(math.Round(d))
		if off := math.Abs(d - float64(pair[k])); off > worst {
			doubt, worst = k, off
		}
	}
	if value, cluster = c.look(&run, &pair); value < 0 && doubt >= 0 {
		if d := run[doubt] + run[doubt+1]; d > float64(pair[doubt]) {
			pair[doubt]++
		} else {
			pair[doubt]--
		}
		value, cluster = c.look(&run, &pair)
	}
	if value < 0 {
		value, cluster = c.sampled(&run)
	}
	return value, cluster
}

// sampled takes each edge for the nearest border between modules: pictures
// that were made small without care are read best as they were made.
func (c *characters) sampled(run *[8]float64) (value int16, cluster int8) {
	var s shape
	pos, before := 0.0, 0.0
	for k, r := range run {
		pos += r
		s[k] = int8(math.Round(pos) - before)
		before = math.Round(pos)
	}
	return c.word(s)
}

// look finds the character with pairs of runs as they are, and single ones as
// near as can be.
func (c *characters) look(run *[8]float64, pair *[7]int) (value int16, cluster int8) {
	if pair[0]+pair[2]+pair[4]+pair[6] != charModules {
		return -1, 0
	}
	// With x for the first, the others follow: p0-x, p1-p0+x, ...
	var at [8]float64
	sum, sign := run[0], 1.0
	for k, p := range pair {
		at[k+1] = float64(p) - at[k]
		sign = -sign
		sum += sign * (run[k+1] - at[k+1])
	}
	x := math.Round(sum / 8)
	var s shape
	for k := range s {
		w := at[k] + x
		if k%2 == 1 {
			w = at[k] - x
		}
		if math.Abs(w-run[k]) > .9 {
			return -1, 0
		}
		s[k] = int8(w)
	}
	return c.word(s)
}

// word returns the value of a shape, -1 for one that has none.
func (c *characters) word(s shape) (value int16, cluster int8) {
	sum := int8(0)
	for _, w := range s {
		if w < 1 || w > 6 {
			return -1, 0
		}
		sum += w
	}
	if sum != charModules {
		return -1, 0
	}
	v := c.words[s.modules()]
	return int16(v) - 1, int8(s.cluster() / 3)
}
