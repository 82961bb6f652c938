package linear

import "math"

// A symbol of the EAN family that is blurred or small has no edges to go by:
// narrow bars run into each other. But its light can be foretold. Any row of
// digits, blurred so and so much, shows one grey line, and the row is looked for
// whose line is most like the one that was taken (maximum likelihood under even
// noise). Here is how dark each character makes the line; trellis finds the best
// row of them, and fit where on the line it lies.

const (
	// fine is how many samples are taken of a module.
	fine = 2
	// skirt is how many modules beyond its own the ink of a character is seen.
	skirt = 4
	// inkSamples is how many samples a digit is seen in.
	inkSamples = (7 + 2*skirt) * fine
)

// The characters of a symbol: ten digits each of the sets A, B and C, and guards.
const (
	inkA, inkB, inkC                     = 0, 10, 20
	inkStart, inkMiddle, inkEnd, inkEndE = 30, 31, 32, 33
	inks                                 = 34
)

// inkWidth returns the modules of a character.
func inkWidth(p int) int {
	switch p {
	case inkStart, inkEnd:
		return 3
	case inkMiddle:
		return 5
	case inkEndE:
		return 6
	}
	return 7
}

// inkRuns returns the modules of the runs of a character and whether the first
// is a bar.
func inkRuns(p int) (runs string, bar bool) {
	switch {
	case p < inkC:
		return eanDigits[p], false
	case p < inkStart:
		return eanDigits[p-inkC], true
	case p == inkMiddle, p == inkEndE:
		return "111111"[:inkWidth(p)], false
	}
	return "111", true
}

// blur is how the light of a point is spread over a line: by its standard
// deviation in modules, as by a lens out of focus, a disc, or else as by all the
// small faults together.
type blur struct {
	deviation float64
	disc      bool
}

// blurs are those that are tried.
var blurs = [...]blur{
	{.3, false},
	{.4, false},
	{.5, false},
	{.6, false},
	{.7, false},
	{.8, false},
	{.9, false},
	{1, false},
	{.9, true},
	{1, true},
	{1.1, true},
	{1.2, true},
	{1.35, true},
	{1.5, true},
	{1.7, true},
}

// edge returns how much of the light at 0 is spread to less than x.
func (b blur) edge(x float64) float64 {
	if x /= b.deviation; !b.disc {
		return (1 + math.Erf(x/math.Sqrt2)) / 2
	}
	x = max(-1, min(1, x/2)) // the radius of a disc is two deviations
	return .5 + (x*math.Sqrt(1-x*x)+math.Asin(x))/math.Pi
}

// spread is what the characters look like at one blur.
type spread struct {
	// ink is how dark a character makes each sample, 1 for all ink; the first
	// sample is skirt modules before the character.
	ink [inks][inkSamples]float32
	// own is the sum of the squares of ink, cross twice that of the products with
	// the ink of the character before.
	own   [inks]float32
	cross [inks][inks]float32
	// mean and deviation are about those of the ink between the guards.
	mean, deviation float32
}

func newSpread(b blur) *spread {
	s := &spread{}
	for p := range inks {
		s.blot(p, b)
	}
	for p := range inks {
		shift := inkWidth(p) * fine
		for q := range inks {
			for k := shift; k < inkSamples; k++ {
				s.cross[q][p] += 2 * s.ink[p][k] * s.ink[q][k-shift]
			}
		}
	}
	s.measure()
	return s
}

// blot makes the ink of character p: of each bar, what is left of its blurred
// edges at each sample.
func (s *spread) blot(p int, b blur) {
	runs, bar := inkRuns(p)
	from := 0.0
	for _, c := range []byte(runs) {
		to := from + float64(c-'0')
		for k := range inkSamples {
			if t := -skirt + (float64(k)+.5)/fine; bar {
				s.ink[p][k] += float32(b.edge(t-from) - b.edge(t-to))
			}
		}
		from, bar = to, !bar
	}
	for _, v := range s.ink[p] {
		s.own[p] += v * v
	}
}

// measure finds mean and deviation on a row of digits of the sets A and B.
func (s *spread) measure() {
	const n = inkC * 7 * fine
	var row [n + 2*skirt*fine]float32
	for p := range inkC {
		for k, v := range s.ink[p] {
			row[p*7*fine+k] += v
		}
	}
	sum, squares := 0.0, 0.0
	inner := row[2*skirt*fine : n]
	for _, v := range inner {
		sum, squares = sum+float64(v), squares+float64(v)*float64(v)
	}
	mean := sum / float64(len(inner))
	s.mean, s.deviation = float32(mean), float32(math.Sqrt(squares/float64(len(inner))-mean*mean))
}
