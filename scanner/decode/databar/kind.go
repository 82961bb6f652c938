package databar

// A kind of symbol character (ISO/IEC 24724 clauses 5, 6 and 7): its
// elements are counted towards the finder, the first is odd. The elements of a
// subset, odd or even, share a number of modules and have a widest.
type kind struct {
	elements, modules int
	// evenHigh: the value of the even elements counts in steps of the odd ones'
	// number of patterns, not the other way round.
	evenHigh bool
	// narrowOdd: one of the odd elements is a module wide; else one of the even.
	narrowOdd bool
	groups    []group
}

// group is the characters whose odd elements have as many modules. The
// standard uses the first odds and evens of their patterns.
type group struct {
	odd, widestOdd, odds int
	widestEven, evens    int
}

var (
	// outer and inner are the characters of GS1 DataBar Omnidirectional.
	outer = kind{8, 16, false, false, []group{{12, 8, 161, 1, 1}, {10, 6, 80, 3, 10}, {8, 4, 31, 5, 34}, {6, 3, 10, 6, 70}, {4, 1, 1, 8, 126}}}
	inner = kind{8, 15, true, true, []group{{5, 2, 4, 7, 84}, {7, 4, 20, 5, 35}, {9, 6, 48, 3, 10}, {11, 8, 81, 1, 1}}}
	// wide are those of GS1 DataBar Expanded.
	wide = kind{8, 17, false, true, []group{{12, 7, 87, 2, 4}, {10, 5, 52, 4, 20}, {8, 4, 30, 5, 52}, {6, 3, 10, 6, 104}, {4, 1, 1, 8, 204}}}
	// half are those of GS1 DataBar Limited.
	half = kind{14, 26, false, false, []group{
		{17, 6, 6538, 3, 28},
		{13, 5, 875, 4, 728},
		{9, 3, 28, 6, 6454},
		{15, 5, 2415, 4, 203},
		{11, 4, 203, 5, 2408},
		{19, 8, 17094, 1, 1},
		{7, 1, 1, 8, 16632},
	}}
)

// value returns what a character stands for: its rank among all of its kind,
// group by group. It reports false if there is no such character.
func (k *kind) value(w *[maxElements]int8) (int, bool) {
	if k == &check {
		v := checkValue(w[:])
		return v, v >= 0
	}
	sum := 0
	for i := 0; i < k.elements; i += 2 {
		sum += int(w[i])
	}
	before := 0
	for _, g := range k.groups {
		if sum != g.odd {
			before += g.odds * g.evens
			continue
		}
		odd, okOdd := rank(w[0:k.elements], sum, g.widestOdd, !k.narrowOdd)
		even, okEven := rank(w[1:k.elements], k.modules-sum, g.widestEven, k.narrowOdd)
		ok := okOdd && okEven && odd < g.odds && even < g.evens
		if k.evenHigh {
			return before + even*g.odds + odd, ok
		}
		return before + odd*g.evens + even, ok
	}
	return 0, false
}

// rank returns how many patterns of every other element of w come before that
// of w when they are put in order. narrow says that none of them has to be one
// module wide.
func rank(w []int8, modules, widest int, narrow bool) (r int, ok bool) {
	for left := (len(w) - 1) / 2; ; left-- {
		v := int(w[0])
		if v < 1 || v > widest || v > modules {
			return 0, false
		}
		if left == 0 {
			return r, v == modules && (narrow || v == 1)
		}
		for less := 1; less < v; less++ {
			r += patterns(left, modules-less, widest, narrow || less == 1)
		}
		modules -= v
		narrow = narrow || v == 1
		w = w[2:]
	}
}

// patterns counts the ways to make n elements of so many modules, none wider
// than widest, and if narrow is false at least one of them one module wide.
func patterns(n, modules, widest int, narrow bool) int {
	if modules < 0 {
		return 0
	}
	all := int(ways[widest][n][modules])
	if !narrow && modules >= n {
		all -= int(ways[widest-1][n][modules-n])
	}
	return all
}

// ways counts, by widest element, number of elements and of modules.
var ways = countWays()

func countWays() (w [9][8][20]uint16) {
	for widest := range w {
		w[widest][0][0] = 1
		for n := 1; n < len(w[widest]); n++ {
			for modules := range w[widest][n] {
				for v := 1; v <= min(widest, modules); v++ {
					w[widest][n][modules] += w[widest][n-1][modules-v]
				}
			}
		}
	}
	return w
}
