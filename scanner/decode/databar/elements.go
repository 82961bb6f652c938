package databar

// elements are the widths of the runs of a character or a finder, in the
// order in which they are counted; those that there are not are 0.
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

// count makes whole modules of a character's elements. It trusts only
// distances from an edge to the next one of the same direction, which do not
// change when ink runs: they make all elements known but for a number that
// odd ones have more and even ones less, and that follows from the rule that
// one of the odd, or even, elements is one module wide (annex B.2).
func (k *kind) count(e *elements, w *[maxElements]int8) bool {
	var pair [maxElements - 1]int // of elements i and i+1
	n, over, worst := k.elements-1, -k.modules, [2]int{}
	var off [maxElements - 1]float32
	for i := range n {
		v := e[i] + e[i+1]
		pair[i] = int(v + .5)
		off[i] = v - float32(pair[i])
		if i%2 == 0 {
			over += pair[i]
			if off[i] < off[worst[0]] {
				worst[0] = i
			}
			if off[i] > off[worst[1]] {
				worst[1] = i
			}
		}
	}
	// Every other pair together makes the whole character.
	switch over {
	case 0:
	case 1:
		pair[worst[0]]--
	case -1:
		pair[worst[1]]++
	default:
		return false
	}
	v, least, narrow := 0, 1<<10, 0
	if !k.narrowOdd {
		narrow = 1
	}
	for i := range n + 1 {
		if w[i] = int8(v); i%2 == narrow {
			least = min(least, v)
		}
		if i < n {
			v = pair[i] - v
		}
	}
	shift := int8(1 - least)
	ink := float32(0)
	for i := range n + 1 {
		if i%2 == narrow {
			w[i] += shift
			ink += e[i] - float32(w[i])
		} else {
			w[i] -= shift
		}
	}
	return 2*abs(ink) <= maxInk*float32(n+1)
}

func abs[T int | int32 | float32](v T) T { return max(v, -v) }
