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
	strong   bool // blurred strongly, as it seems
	bow      float32
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
			out = insert(out, window{float32(e[i]) / light.Sub, float32(e[j]) / light.Sub, j - i, false, 0, score})
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
	var found, turned bool
	for k, part := range blurredParts {
		at := part * pl.height
		middle := pl.middle.Add(pl.along.Mul(at))
		st, ok := r.sampler.take(s.p, Stroke{middle.Sub(half), middle.Add(half)}, pl.along, reach)
		if !ok {
			continue
		}
		begin := float32(st.From.Sub(middle).Dot(pl.across))
		for back := range 2 {
			if back == 1 {
				slices.Reverse(r.sampler.row)
				begin, st = -begin-float32(len(r.sampler.row)), st.Back()
			}
			var f fitted
			switch {
			case found && turned == (back == 1):
				b := known.bend
				b.from, b.to = b.from+where-begin, b.to+where-begin
				f, ok = r.fit.again(&r.decoder, r.sampler.row, known.shape, b)
			case !found && k < searchedParts:
				f, ok = s.discover(back == 1)
			default:
				continue
			}
			if !ok || !r.fit.text(&r.decoder, f.shape) {
				continue
			}
			known, where, found, turned = f, begin, true, back == 1
			r.decoder.said.need = f.need()
			n := len(r.sampler.row)
			r.votes.add(&r.decoder, Stroke{st.At(int32(f.from*light.Sub), n), st.At(int32(f.to*light.Sub), n)}, at, float64(reach)+.5)
		}
		if !found && k+1 == searchedParts || r.votes.settled() {
			return
		}
	}
}

// discover looks for a symbol on the line that was taken, or on the same line
// turned round.
func (s *sweep) discover(back bool) (f fitted, ok bool) {
	r := s.r
	for k := range eanShapes {
		for _, w := range s.likely(k, back) {
			if s.fits == maxFits {
				return f, false
			}
			s.fits++
			if f, ok = r.fit.search(&r.decoder, r.sampler.row, k, w); ok && r.fit.text(&r.decoder, k) {
				return f, true
			}
		}
	}
	return f, false
}

// likely returns the one or two windows of the line that look most like a symbol
// of the shape k.
func (s *sweep) likely(k int, back bool) []window {
	r := s.r
	n := float32(len(r.sampler.row))
	out := windows(&r.sampler.line, &eanShapes[k], r.windows)
	r.windows = out
	good := out[:0]
	for _, w := range out {
		if back {
			w.from, w.to = n-w.to, n-w.from
		}
		// Where few runs are to be seen the blur is strong, and then only a long
		// symbol is certain.
		few := 10*w.runs < 7*eanShapes[k].runs
		if s.glances == maxGlances || few && 2*w.runs < eanShapes[k].runs && k > 0 {
			continue
		}
		s.glances++
		miss := r.fit.glance(r.sampler.row, k, &w)
		if few && k == 0 {
			strong := w
			strong.strong = true
			if m := r.fit.glance(r.sampler.row, k, &strong); m < miss {
				w, miss = strong, m
			}
		}
		if w.strong && miss < hopeStrong || !w.strong && miss < hopeMild {
			w.score = -miss
			good = append(good, w)
		}
	}
	slices.SortFunc(good, func(a, b window) int { return cmp.Compare(b.score, a.score) })
	return good[:min(len(good), 2)]
}

// need is how many lines must agree on a symbol that was fitted.
func (f *fitted) need() int {
	need := eanShapes[f.shape].need
	if blurs[f.blur].deviation > 1 {
		need++
	}
	return need
}
