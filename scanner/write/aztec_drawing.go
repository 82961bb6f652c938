package write

import "image"

// drawing is a symbol that is being drawn.
type drawing struct {
	side, ring int // the ring of the mode message
	dark       []bool
}

// newDrawing begins with the reference grid, where there is one, and the
// bullseye with its orientation marks on it.
func newDrawing(side, ring int) *drawing {
	d := &drawing{side, ring, make([]bool, side*side)}
	c := side / 2
	for i := range d.dark {
		x, y := i%side-c, i/side-c
		switch r := max(x, -x, y, -y); {
		case r < ring:
			d.dark[i] = r%2 == 0
		case r > ring && ring == 7 && x%16 == 0:
			d.dark[i] = y%2 == 0
		case r > ring && ring == 7 && y%16 == 0:
			d.dark[i] = x%2 == 0
		case r == ring && ring == 7 && x*y == 0:
			d.dark[i] = false // 7 from the middle
		}
	}
	for _, p := range [...][2]int{{-ring, -ring}, {1 - ring, -ring}, {-ring, 1 - ring}, {ring, -ring}, {ring, 1 - ring}, {ring, ring - 1}} {
		d.set(c+p[0], c+p[1])
	}
	return d
}

func (d *drawing) set(x, y int) { d.dark[y*d.side+x] = true }

// mode draws the mode message clockwise from the top left.
func (d *drawing) mode(bits []bool) {
	n := len(bits) / 4
	for i, bit := range bits {
		x, y := i%n-n/2, -d.ring
		if n == 10 && x >= 0 {
			x++ // the reference grid passes between
		}
		for range i / n {
			x, y = -y, x
		}
		if bit {
			d.set(d.side/2+x, d.side/2+y)
		}
	}
}

// layers draws bits in pairs around, the outermost layer first, as if there
// were no reference grid: base modules a side.
func (d *drawing) layers(bits []bool, base, layers int) {
	// Where a module really is.
	at := func(v int) int {
		switch {
		case d.ring == 5:
			return v
		case v < base/2:
			return d.side/2 - 1 - (base/2 - 1 - v) - (base/2-1-v)/15
		}
		return d.side/2 + 1 + (v - base/2) + (v-base/2)/15
	}
	for layer := range layers {
		low, row := 2*layer, base-4*layer-2
		for turn := range 4 {
			for i := range 2 * row {
				x, y := low+i%2, low+i/2
				for range turn {
					x, y = y, base-1-x
				}
				if bits[0] {
					d.set(at(x), at(y))
				}
				bits = bits[1:]
			}
		}
	}
}

func (d *drawing) image() image.Image {
	return modules(d.side, d.side, func(x, y int) bool { return d.dark[y*d.side+x] })
}
