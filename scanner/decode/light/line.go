package light

import "slices"

// Sub is how finely the place of an edge is kept: in 1/16 pixel.
const Sub = 16

// Line is one line of light across the picture and the edges on it. The zero
// value works; it keeps its memory.
type Line struct {
	Light []byte
	// Edges are the places, in 1/16 pixel, where the light crosses the middle
	// between a dark and a light extreme, into the dark and out of it in turn.
	// Beyond the picture is paper: dark at its border begins and ends there.
	Edges []int32
}

// Find finds the edges on a line of light. An extreme counts once the light
// has come back from it by minSwing, and by a sixth of the last full swing, so
// that noise on a bar is no bar.
func (l *Line) Find(light []byte) {
	l.Light, l.Edges = light, l.Edges[:0]
	if len(light) < 2 {
		return
	}
	// The extreme before the last edge, and the one that is forming.
	prev, prevAt := int(light[0]), 0
	ext, extAt := prev, 0
	dir, swing, back := 0, 0, minSwing
	for x, b := range light {
		v := int(b)
		if dir == 0 {
			if abs(v-prev) < minSwing {
				continue
			}
			if dir = 1; v < prev {
				dir = -1
			}
			if dir > 0 {
				l.Edges = append(l.Edges, 0)
			}
			ext, extAt = v, x
		} else if on := (v - ext) * dir; on > 0 {
			ext, extAt = v, x
		} else if on <= -back {
			l.cross(prevAt, extAt, prev, ext)
			swing = max(abs(ext-prev), swing*3/4)
			back = max(minSwing, swing/6)
			prev, prevAt = ext, extAt
			ext, extAt, dir = v, x, -dir
		}
	}
	if dir != 0 {
		l.cross(prevAt, extAt, prev, ext)
	}
	if len(l.Edges)%2 != 0 {
		l.Edges = append(l.Edges, int32(len(light)*Sub))
	}
}

// cross keeps the edge between two extremes, at the crossing of the middle
// that is nearest to half way.
func (l *Line) cross(from, to, a, b int) {
	middle := a + b // twice the middle
	at := int32(from * Sub)
	for x := from; x < to; x++ {
		u, v := 2*int(l.Light[x]), 2*int(l.Light[x+1])
		if u <= middle && v > middle || u >= middle && v < middle {
			// The light of a pixel stands for its centre.
			at = int32(x*Sub + Sub/2 + Sub*(middle-u)/(v-u))
			if x >= (from+to)/2 {
				break
			}
		}
	}
	l.Edges = append(l.Edges, at)
}

// Reverse turns the line round.
func (l *Line) Reverse() {
	end := int32(len(l.Light) * Sub)
	slices.Reverse(l.Edges)
	for i, e := range l.Edges {
		l.Edges[i] = end - e
	}
}

func abs(v int) int { return max(v, -v) }
