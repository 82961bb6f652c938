package linear

// edges are where a line of light goes into the dark and out of it in turn, in
// 1/16 pixel: those of light.Line.
type edges []int32

// endless is the width of the paper beyond the first and the last edge.
const endless = 1 << 20

// run returns the width of the run behind edge i: a bar if i is even, a space
// otherwise.
func (e edges) run(i int) float32 {
	if i < 0 || i+1 >= len(e) {
		return endless
	}
	return float32(e[i+1] - e[i])
}

// width returns how far it is from edge i over n runs.
func (e edges) width(i, n int) float32 { return float32(e[i+n] - e[i]) }

// modules takes len(to) runs from edge i on, in modules, where all of them
// together are total modules. growth is by how much, in modules, bars are wider
// and spaces narrower than printed, as ink spreads and light blooms. It returns
// the size of the module.
func (e edges) modules(i int, to []float32, total, growth float32) float32 {
	module := e.width(i, len(to)) / total
	if module <= 0 {
		return 0
	}
	if i%2 != 0 {
		growth = -growth
	}
	for k := range to {
		to[k] = e.run(i+k)/module - growth
		growth = -growth
	}
	return module
}

// off returns the sum of the squares by which runs miss a pattern.
func off(runs []float32, pattern string) (sum float32) {
	for k := range pattern {
		d := runs[k] - float32(pattern[k]-'0')
		sum += d * d
	}
	return sum
}

// nearest returns which of the patterns, each the modules of its runs, runs are
// like, or -1 when that is not certain.
func nearest(runs []float32, patterns []string) (best int, miss float32) {
	best, miss = -1, maxMiss
	second := float32(endless)
	for i, p := range patterns {
		switch d := off(runs, p); {
		case d < miss:
			best, miss, second = i, d, miss
		case d < second:
			second = d
		}
	}
	if best >= 0 && second-miss < minMargin {
		return -1, 0
	}
	return best, miss
}

// swollen returns by how many times blur has brought the runs of a character
// nearer to each other: narrow ones swell and wide ones shrink. pattern is what
// they are.
func swollen(runs []float32, pattern string) float32 {
	mean := float32(0)
	for _, w := range runs {
		mean += w / float32(len(runs))
	}
	product, square := float32(0), float32(1e-3)
	for k, w := range runs {
		product += (float32(pattern[k]-'0') - mean) * (w - mean)
		square += (w - mean) * (w - mean)
	}
	return max(1, min(1.5, product/square))
}

// stretch takes runs apart by as much.
func stretch(runs []float32, by float32) {
	mean := float32(0)
	for _, w := range runs {
		mean += w / float32(len(runs))
	}
	for k := range runs {
		runs[k] = mean + (runs[k]-mean)*by
	}
}
