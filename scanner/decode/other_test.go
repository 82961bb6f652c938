package decode

import (
	"image"
	"testing"

	"endcap/scanner"
	"endcap/scanner/decode/light"
)

// looks is a family that suspects places and remembers how large the pictures
// were that it was shown again.
type looks struct {
	places []image.Rectangle
	sizes  []image.Point
}

func (l *looks) read(f *light.Frame, _ func(scanner.Symbol)) []image.Rectangle {
	l.sizes = append(l.sizes, image.Pt(f.W, f.H))
	return l.places
}

func TestOtherLight_LeavesOutWhatIsTooDearAndLooksAtTheRest(t *testing.T) {
	pic := image.NewGray(image.Rect(0, 0, 1280, 960))
	for i := range pic.Pix {
		pic.Pix[i] = byte(i % 1280 / 6 % 2 * 200)
	}
	all := pic.Rect
	for _, places := range [][]image.Rectangle{{all}, {image.Rect(100, 100, 180, 180)}, {image.Rect(0, 0, 600, 700), image.Rect(900, 100, 980, 180)}} {
		l := &looks{places: places}
		r := &Reader{families: []family{{l.read, l.read, []view{sharper, double, half}}}}
		r.Read(pic)
		pixels := 0
		for _, size := range l.sizes[1:] {
			pixels += size.X * size.Y
		}
		if pixels > light.SmallPicture {
			t.Errorf("%v: %d pixels were looked at again, in pictures of %v", places, pixels, l.sizes[1:])
		}
		if last := places[len(places)-1]; last.Dx() == 80 && (len(l.sizes) < 4 || l.sizes[1].X != 120 || l.sizes[2].X != 240 || l.sizes[3].X != 60) {
			t.Errorf("%v: pictures of %v were looked at again, want the small place in all light", places, l.sizes[1:])
		}
	}
}
