package linear

import "math"

// bend is where a symbol lies on a line: its ends in pixels, how far its middle
// is off and its halves bend away from each other, as perspective and round
// packs make it, and its blur, one of blurs.
type bend struct {
	from, to, bow, curl float32
	blur                int
}

// at returns the place of u, 0 at the beginning of the symbol and 1 at its end.
func (b *bend) at(u float32) float32 {
	v := u * (1 - u)
	return b.from + (b.to-b.from)*u + 4*b.bow*v + 10*b.curl*v*(1-2*u)
}

// canvas is the light of a line under a symbol that may lie there, and the row
// of digits it is most like. It keeps its memory.
type canvas struct {
	trellis
	spreads [len(blurs)]*spread
	light   []byte
	linear  [256]float32 // the light that a pixel stands for
	modules int

	raw         [maxSamples]float32 // the light
	paper, gain [maxSamples]float32 // what no ink looks like, and 1/the difference to ink
	seen        [maxSamples]float32 // the light as ink
	ink         [maxSamples]float32 // what it should be
}

// samples is how many samples the symbol and what lies beside it have.
func (c *canvas) samples() int { return (c.modules + 2*skirt) * fine }

// u returns where in the symbol sample k lies.
func (c *canvas) u(k int) float32 { return (-skirt + (float32(k)+.5)/fine) / float32(c.modules) }

// take takes the light under the symbol, between pixels along a curve through
// four of them (Catmull and Rom).
func (c *canvas) take(b bend, stride int) {
	last := len(c.light) - 1
	for k := 0; k < c.samples(); k += stride {
		x := max(0, min(float32(last), b.at(c.u(k))-.5))
		i := int(x)
		r := x - float32(i)
		p0, p1 := c.linear[c.light[max(0, i-1)]], c.linear[c.light[i]]
		p2, p3 := c.linear[c.light[min(last, i+1)]], c.linear[c.light[min(last, i+2)]]
		c.raw[k] = p1 + .5*r*(p2-p0+r*(2*p0-5*p1+4*p2-p3+r*(3*(p1-p2)+p3-p0)))
	}
}

// missOf returns by how much the light under the symbol misses the best row of
// digits, as a part of all its changes.
func (c *canvas) missOf(b bend, stride int) float32 {
	c.take(b, stride)
	sum, squares := float32(0), float32(0)
	n := c.samples()
	for k := 0; k < n; k += stride {
		v := (c.paper[k] - c.raw[k]) * c.gain[k]
		c.seen[k] = v
		sum += v
		squares += v * v
	}
	w := float32(stride)
	return c.find(c.spreads[b.blur], c.seen[:n], stride) / (w*squares - w*sum*w*sum/float32(n) + 1e-3)
}

// guess guesses paper and ink from the mean of the light, along a slope, and
// from how much it changes, which both are known of digits at a blur.
func (c *canvas) guess(b bend) {
	c.take(b, 1)
	const beside = skirt * fine
	n := c.samples()
	var t, v, tt, tv, vv float32
	for k := beside; k < n-beside; k++ {
		x, y := float32(k-n/2), c.raw[k]
		t, v, tt, tv, vv = t+x, v+y, tt+x*x, tv+x*y, vv+y*y
	}
	m := float32(n - 2*beside)
	slope := (tv - t*v/m) / (tt - t*t/m)
	mean := (v - slope*t) / m
	varies := vv/m - v/m*v/m - slope*slope*(tt/m-t/m*t/m)
	s := c.spreads[b.blur]
	depth := float32(math.Sqrt(float64(max(1, varies)))) / s.deviation
	for k := range n {
		c.paper[k], c.gain[k] = mean+slope*float32(k-n/2)+s.mean*depth, 1/depth
	}
}

// level finds paper and ink anew from what the best row should look like: the
// light around each sample is a line of that.
func (c *canvas) level(b bend, modules int) {
	const leastDepth = 3
	reach := modules * fine
	c.missOf(b, 1)
	n := c.samples()
	c.paint(c.path(), c.ink[:n])
	var s, x, v, xx, xv float32
	from, to := 0, 0
	for k := range n {
		for ; to < min(n, k+reach+1); to++ {
			ink, light := c.ink[to], c.raw[to]
			s, x, v, xx, xv = s+1, x+ink, v+light, xx+ink*ink, xv+ink*light
		}
		for ; from < k-reach; from++ {
			ink, light := c.ink[from], c.raw[from]
			s, x, v, xx, xv = s-1, x-ink, v-light, xx-ink*ink, xv-ink*light
		}
		depth := max(leastDepth, (x*v/s-xv)/max(1e-3, xx-x*x/s))
		c.paper[k], c.gain[k] = (v+depth*x)/s, 1/depth
	}
}

// climb moves b to where the best row fits better, as long as that helps (Gauss
// and Newton), and returns what it misses there.
func (c *canvas) climb(b bend, rounds int) (bend, float32) {
	least := c.missOf(b, 1)
	for range rounds {
		to, ok := c.ascent(b)
		if !ok {
			break
		}
		m := c.missOf(to, 1)
		if m >= least {
			break
		}
		gain := least - m
		b, least = to, m
		if gain < least/50 {
			break
		}
	}
	return b, least
}

// ascent returns where b fits the best row best as far as the light is straight
// under it; how light and dark it is may change as well.
func (c *canvas) ascent(b bend) (bend, bool) {
	n := c.samples()
	c.paint(c.path(), c.ink[:n])
	module := (b.to - b.from) / float32(c.modules)
	var q quadric
	for k := 1; k < n-1; k++ {
		u := c.u(k)
		v := u * (1 - u)
		slope := (c.raw[k+1] - c.raw[k-1]) * fine / (2 * module) * c.gain[k]
		q.add([unknowns]float32{slope * (1 - u), slope * u, slope * 4 * v, slope * 10 * v * (1 - 2*u), 1, c.seen[k]}, c.seen[k]-c.ink[k])
	}
	d, ok := q.least()
	move := func(v, by float32) float32 { return v + max(-1.5*module, min(1.5*module, by)) }
	return bend{move(b.from, d[0]), move(b.to, d[1]), move(b.bow, d[2]), move(b.curl, d[3]), b.blur}, ok
}
