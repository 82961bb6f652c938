package plane

import (
	"math"
	"math/rand/v2"
	"testing"

	"endcap/scanner/decode/light"
)

func TestTransform_TakesCornersToCorners(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 1))
	quad := func() (q Quad) {
		for i, p := range Box(100, 80) {
			q[i] = Point{p.X + 20*rnd.Float64(), p.Y + 20*rnd.Float64()}
		}
		return q
	}
	near := func(p, q Point) bool { return p.Sub(q).Len() < 1e-6 }
	for range 100 {
		from, to := quad(), quad()
		there := Between(from, to)
		back := there.Inverse()
		for i, p := range from {
			if got := there.At(p.X, p.Y); !near(got, to[i]) {
				t.Fatalf("corner %d goes to %v, want %v", i, got, to[i])
			}
			if got := back.At(to[i].X, to[i].Y); !near(got, p) {
				t.Fatalf("corner %d comes back to %v, want %v", i, got, p)
			}
		}
	}
}

func TestGrid_SamplesTheMiddleOfModules(t *testing.T) {
	const n, size = 7, 5
	var b light.Bitmap
	b.Reset(n*size, n*size)
	clear(b.Words)
	dark := func(x, y int) bool { return (x*3+y*5)%4 == 1 }
	for y := range b.H {
		for x := range b.W {
			if dark(x/size, y/size) {
				b.Row(y)[0] |= 1 << x
			}
		}
	}
	tr := Between(Box(n, n), Box(n*size, n*size))
	var g, m Grid
	if !g.Sample(&b, &tr, n, n) {
		t.Fatal("the picture was said to be left")
	}
	g.Mirror(&m)
	for y := range n {
		for x := range n {
			if g.At(x, y) != dark(x, y) || m.At(y, x) != dark(x, y) {
				t.Errorf("module %d,%d is %v, mirrored %v", x, y, g.At(x, y), m.At(y, x))
			}
		}
	}
	off := Between(Box(n, n), Quad{{math.Inf(1), 0}, {9, 0}, {9, 9}, {0, 9}})
	if g.Sample(&b, &off, n, n) {
		t.Error("a grid from nowhere was sampled")
	}
}

func TestSolve_FindsWhatWasPutIn(t *testing.T) {
	rnd := rand.New(rand.NewPCG(2, 2))
	for range 100 {
		var m [8][9]float64
		var want [8]float64
		for i := range want {
			want[i] = rnd.NormFloat64()
		}
		for r := range m {
			for c, v := range want {
				m[r][c] = float64(rnd.IntN(5)) * rnd.NormFloat64() // some are 0
				m[r][8] += m[r][c] * v
			}
		}
		got, ok := Solve(&m)
		for i := range want {
			if !ok || math.Abs(got[i]-want[i]) > 1e-6 {
				t.Fatalf("got %v, want %v", got, want)
			}
		}
	}
	if _, ok := Solve(&[8][9]float64{0: {0: 1}}); ok {
		t.Error("one equation was solved for eight unknowns")
	}
	if _, ok := Solve(&[8][9]float64{0: {0: math.NaN()}}); ok {
		t.Error("nonsense was solved")
	}
}
