package plane

import (
	"math"
	"math/rand/v2"
	"testing"
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

func TestGrid_MirrorTurnsRowsIntoColumns(t *testing.T) {
	const w, h = 7, 5
	dark := func(x, y int) bool { return (x*3+y*5)%4 == 1 }
	var g, m Grid
	g.Reset(w, h)
	g.Corners = Box(w, h)
	for i := range g.Dark {
		g.Dark[i] = dark(i%w, i/w)
	}
	g.Mirror(&m)
	if m.W != h || m.H != w || m.Corners != (Quad{{0, 0}, {0, h}, {w, h}, {w, 0}}) {
		t.Errorf("mirrored it is %d x %d at %v", m.W, m.H, m.Corners)
	}
	for y := range h {
		for x := range w {
			if g.At(x, y) != dark(x, y) || m.At(y, x) != dark(x, y) {
				t.Errorf("module %d,%d is %v, mirrored %v", x, y, g.At(x, y), m.At(y, x))
			}
		}
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
