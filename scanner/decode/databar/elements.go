package databar

// elements are the widths of the runs of a character or a finder in modules,
// in the order in which they are counted; those that there are not are 0.
type elements [maxElements]float32

// take fills e with n runs from edge i on, in steps of +1 or -1 edges, as
// parts of so many modules.
func (e *elements) take(edges []int32, i, step, n, modules int) {
	unit := float32(modules) / float32(abs(edges[i+step*n]-edges[i]))
	for k := range n {
		e[k] = float32(abs(edges[i+step]-edges[i])) * unit
		i += step
	}
}

// search looks for the character whose edges lie nearest to those of some
// elements.
type search struct {
	*kind
	edges  elements // where elements end, but for the ink
	w      [maxElements]int8
	value  int
	sum    int
	best   float32 // by how much the best character is off
	second float32 // and the next best
}

// read finds the character that e is, of which odd elements are wider by ink
// and even ones narrower. It reports false if there is none, or no single one.
func (k *kind) read(e *elements, ink float32) (value, sum int, ok bool) {
	f := search{kind: k, best: maxOff * float32(k.elements), second: maxOff * float32(k.elements)}
	at := float32(0)
	for i := range k.elements {
		at += e[i]
		f.edges[i] = at
		if i%2 == 0 {
			f.edges[i] -= ink
		}
	}
	f.try(0, 0, 0, 0)
	return f.value, f.sum, f.sum > 0 && f.best < f.second*maxDoubt
}

// try tries the two nearest places for the end of element i, where those
// before it end at at and are off by off, and those of odd elements by ink.
func (f *search) try(i, at int, off, ink float32) {
	if i == f.elements-1 {
		f.w[i] = int8(f.modules - at)
		f.finish(off - ink*ink/(float32(f.elements)/2+inkWeight))
		return
	}
	end := f.edges[i]
	near := int(end)
	for _, c := range [...]int{near, near + 1} {
		d := end - float32(c)
		if worse := off + d*d; c > at && worse < f.second*1.5 {
			f.w[i] = int8(c - at)
			odd := ink
			if i%2 == 0 {
				odd += d
			}
			f.try(i+1, c, worse, odd)
		}
	}
}

// finish keeps the character if there is such a one and it is better.
func (f *search) finish(off float32) {
	if off >= f.second || f.w[f.elements-1] < 1 {
		return
	}
	value, ok := f.kind.value(&f.w)
	if !ok {
		return
	}
	if off >= f.best {
		f.second = off
		return
	}
	f.second = f.best
	f.best, f.value, f.sum = off, value, weigh(f.w[:f.elements])
}

func abs[T int | int32 | float32](v T) T { return max(v, -v) }
