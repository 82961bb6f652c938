package light

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestPicture_MixesTheLightOfFourPixels(t *testing.T) {
	rnd := rand.New(rand.NewPCG(5, 5))
	p := Picture{W: 20, H: 10, Stride: 23, Pix: make([]byte, 23*9+20)}
	for i := range p.Pix {
		p.Pix[i] = byte(rnd.Uint32())
	}
	want := func(x, y float64) (sum float64) {
		x, y = max(.5, min(float64(p.W)-.5, x)), max(.5, min(float64(p.H)-.5, y))
		for j := range p.H {
			for i, v := range p.Row(j) {
				near := func(at, middle float64) float64 { return max(0, 1-math.Abs(at-middle)) }
				sum += float64(v) * near(x, float64(i)+.5) * near(y, float64(j)+.5)
			}
		}
		return sum
	}
	for range 500 {
		x, y := 26*rnd.Float64()-3, 16*rnd.Float64()-3
		if got := p.At(x, y); math.Abs(got-want(x, y)) > .6 {
			t.Errorf("the light at %.2f, %.2f is %.1f, want %.1f", x, y, got, want(x, y))
		}
		dx, dy := 2*rnd.Float64()-1, 2*rnd.Float64()-1
		const one = 1 << 16
		sums := make([]int32, 9)
		sums[8] = 5 << 8
		p.AddLine(sums, int((x-.5)*one), int((y-.5)*one), int(dx*one), int(dy*one))
		if got, want := float64(sums[8])/256, 5+want(x+8*dx, y+8*dy); math.Abs(got-want) > 3 {
			t.Errorf("the light eight steps from %.2f, %.2f along %.2f, %.2f is %.1f, want %.1f", x, y, dx, dy, got, want)
		}
	}
	for _, v := range []float64{math.NaN(), math.Inf(1), math.Inf(-1), 1e300} {
		p.At(v, v) // does no harm
	}
}
