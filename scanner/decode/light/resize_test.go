package light

import (
	"math/rand/v2"
	"testing"
)

func TestPicture_IsTheSameAfterDoubleAndHalf(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 3))
	p := Picture{W: 31, H: 17, Stride: 33}
	p.Pix = make([]byte, p.Stride*p.H)
	for i := range p.Pix {
		p.Pix[i] = byte(100 + rnd.IntN(8)) // even light: what the neighbours share stays small
	}
	var a, b []byte
	twice := p.Double(&a)
	got := twice.Halve(&b)
	if got.W != p.W || got.H != p.H {
		t.Fatalf("got %d x %d, want %d x %d", got.W, got.H, p.W, p.H)
	}
	for y := range p.H {
		for x, v := range p.Row(y) {
			if abs(int(got.Row(y)[x])-int(v)) > 4 {
				t.Errorf("pixel %d,%d is %d, was %d", x, y, got.Row(y)[x], v)
			}
		}
	}
}

func TestPicture_SharperIsSteeper(t *testing.T) {
	p := Picture{W: 16, H: 8, Stride: 16, Pix: make([]byte, 16*8)}
	for i := range p.Pix {
		p.Pix[i] = []byte{60, 60, 60, 60, 60, 60, 60, 90, 120, 150, 150, 150, 150, 150, 150, 150}[i%16]
	}
	var buf []byte
	row := p.Sharpen(&buf).Row(4)
	if row[2] != 60 || row[13] != 150 || row[8] != 120 {
		t.Errorf("even light and the middle of an edge moved: %v", row)
	}
	if row[6] >= 60 || row[9] <= 150 {
		t.Errorf("the edge is no steeper: %v", row)
	}
}
