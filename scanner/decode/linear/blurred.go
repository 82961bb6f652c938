package linear

import (
	"cmp"
	"slices"

	"endcap/scanner/decode/light"
)

// window is where on a line a symbol may lie, from one place to another in
// pixels, and how many runs are seen there.
type window struct {
	from, to float32
	runs     int
	shape    int
	back     bool // read from right to left
	strong   bool // blurred strongly, as it seems
	seen     bend // where a glance has seen a symbol
	score    float32
}

// windows puts the best places on a line for a symbol of the shape into out,
// best first: bars without a gap between quiet zones.
func windows(l *light.Line, s *eanShape, out []window) []window {
	out = out[:0]
	for i := 0; i < len(l.Edges); i += 2 {
		wide := float32(0)
		for j := i + 1; j < len(l.Edges) && j <= i+s.runs+4; j += 2 {
			e := edges(l.Edges)
			wide = max(wide, e.run(j-1))
			if j > i+1 {
				wide = max(wide, e.run(j-2))
			}
			if j < i+s.runs/5 {
				continue
			}
			module := e.width(i, j-i) / float32(s.modules)
			before, _ := quiet(l, i)
			_, after := quiet(l, j)
			if module < leastModule*light.Sub || wide > maxGap*module || min(before, after) < minQuiet*module {
				continue
			}
			score := min(before/module, 10) + min(after/module, 10) - wide/module + float32(j-i)/4
			out = insert(out, window{from: float32(e[i]) / light.Sub, to: float32(e[j]) / light.Sub, runs: j - i, score: score})
		}
	}
	return out
}

// quiet returns the widths of the runs before and behind edge i. Here it counts
// where the line ends.
func quiet(l *light.Line, i int) (before, after float32) {
	from, to := int32(0), int32(len(l.Light)*light.Sub)
	if i > 0 {
		from = l.Edges[i-1]
	}
	if i+1 < len(l.Edges) {
		to = l.Edges[i+1]
	}
	return float32(l.Edges[i] - from), float32(to - l.Edges[i])
}

// insert keeps the best windows in order.
func insert(out []window, w window) []window {
	if len(out) < maxWindows {
		out = append(out, w)
	} else if out[len(out)-1].score >= w.score {
		return out
	}
	at := len(out) - 1
	for ; at > 0 && out[at-1].score < w.score; at-- {
		out[at] = out[at-1]
	}
	out[at] = w
	return out
}

// blurredParts are how far along the bars of a place lines lie on which a blurred
// symbol is looked for: each next to one before, as it is sought where it was.
var blurredParts = [...]float64{0, -.2, .2, -.4, .4, -.55, .55, -.7, .7}

// blurred reads the symbol of a place by its light, where edges did not tell:
// when it is found on one line it is sought on others where it lies on that.
func (s *sweep) blurred(pl place) {
	r := s.r
	half, reach := pl.half()
	var known fitted
	var where float32 // the beginning of the line on which it is known
	for k, part := range blurredParts {
		at := part * pl.height
		middle := pl.middle.Add(pl.along.Mul(at))
		st, ok := r.sampler.take(s.fr.Picture, Stroke{middle.Sub(half), middle.Add(half)}, pl.along, reach)
		if !ok {
			continue
		}
		begin, n := float32(st.From.Sub(middle).Dot(pl.across)), len(r.sampler.row)
		f, found := known, known.miss > 0
		switch {
		case found:
			if f.back {
				slices.Reverse(r.sampler.row)
				begin = -begin - float32(n)
			}
			f.from, f.to = f.from+where-begin, f.to+where-begin
			f, ok = r.fit.again(&r.decoder, r.sampler.row, f)
		case k < searchedParts:
			if f, ok = s.discover(); f.back {
				begin = -begin - float32(n)
			}
		default:
			return
		}
		if !ok || !r.fit.text(&r.decoder, f.shape) {
			continue
		}
		if f.back {
			st = st.Back()
		}
		known, where = f, begin
		r.decoder.said.need = f.need()
		r.votes.add(&r.decoder, Stroke{st.At(int32(f.from*light.Sub), n), st.At(int32(f.to*light.Sub), n)}, at, float64(reach)+.5)
		if r.votes.settled() {
			return
		}
	}
}

// discover looks for a symbol on the line that was taken, in both directions. It
// leaves the line in that of the symbol.
func (s *sweep) discover() (f fitted, ok bool) {
	r := s.r
	s.glance()
	back := false
	for _, w := range r.likely[:min(len(r.likely), maxLikely)] {
		if s.fits == maxFits {
			break
		}
		s.fits++
		if w.back != back {
			slices.Reverse(r.sampler.row)
			back = w.back
		}
		if f, ok = r.fit.search(&r.decoder, r.sampler.row, w); ok && r.fit.text(&r.decoder, w.shape) {
			return f, true
		}
	}
	return f, false
}

// glance puts the windows of the line where a symbol may lie, and in which
// direction, into likely, those first that look most like one.
func (s *sweep) glance() {
	r := s.r
	r.likely = r.likely[:0]
	for k := range eanShapes {
		r.windows = windows(&r.sampler.line, &eanShapes[k], r.windows)
		for _, w := range r.windows {
			w.shape = k
			s.consider(w)
		}
	}
	n := float32(len(r.sampler.row))
	slices.Reverse(r.sampler.row)
	for _, w := range r.likely {
		w.from, w.to, w.back = n-w.to, n-w.from, true
		s.consider(w)
	}
	slices.Reverse(r.sampler.row)
	slices.SortStableFunc(r.likely, func(a, b window) int { return cmp.Compare(b.score, a.score) })
}

// consider adds a window to the likely ones, if it is.
func (s *sweep) consider(w window) {
	r := s.r
	// Where few runs are to be seen the blur is strong, and then only a long symbol
	// is certain.
	few := 10*w.runs < 7*eanShapes[w.shape].runs
	if s.glances >= maxGlances || few && w.shape > 0 && 2*w.runs < eanShapes[w.shape].runs {
		return
	}
	w.score = 0
	least := float32(hopeMild)
	try := func(strong bool) {
		s.glances++
		v := w
		v.strong = strong
		if miss := r.fit.glance(r.sampler.row, &v, least); miss < least {
			least, w = miss, v
			w.score = -miss
		}
	}
	if !w.back || !w.strong {
		try(false)
	}
	if few && w.shape == 0 && (!w.back || w.strong) {
		least = min(least, hopeStrong)
		try(true)
	}
	if w.score < 0 {
		r.likely = append(r.likely, w)
	}
}

// need is how many lines must agree on a symbol that was fitted.
func (f *fitted) need() int {
	need := eanShapes[f.shape].need
	if blurs[f.blur].deviation > 1 {
		need++
	}
	return need
}
