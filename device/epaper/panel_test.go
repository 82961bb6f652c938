package epaper

import (
	"image"
	"image/color"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The height of 296 is the one that drivers get wrong by dividing by 0xFF
// instead of 0x100; 257 is the first whose last row needs the high byte, 256
// the last that does not.
func TestPanel_ProgramSetsUpEveryHeight(t *testing.T) {
	for _, c := range []struct {
		panel Panel
		want  []step // up to the picture
	}{
		{Panel{Size: image.Pt(250, 122)}, setUp(249, 0, 15, 0x40)},
		{Panel{Size: image.Pt(250, 122), Red: true}, setUp(249, 0, 15, 0x00)},
		{Panel{Size: image.Pt(256, 128)}, setUp(255, 0, 15, 0x40)},
		{Panel{Size: image.Pt(257, 129)}, setUp(0, 1, 16, 0x40)},
		{Panel{Size: image.Pt(296, 176)}, setUp(0x27, 1, 21, 0x40)},
		{Panel{Size: image.Pt(1, 1)}, setUp(0, 0, 0, 0x40)},
	} {
		got, err := c.panel.program(image.NewGray(image.Rectangle{Max: c.panel.Size}))
		if err != nil {
			t.Errorf("%v: %v", c.panel.Size, err)
			continue
		}
		if diff := cmp.Diff(got[:len(c.want)], c.want, cmp.AllowUnexported(step{})); diff != "" {
			t.Errorf("%v (-got +want):\n%s", c.panel.Size, diff)
		}
	}
}

func setUp(lo, hi, lastX, redUse byte) []step {
	return []step{
		{0x12, nil, WakeTimeout},
		{0x01, []byte{lo, hi, 0x00}, 0},
		{0x11, []byte{0x03}, 0},
		{0x44, []byte{0x00, lastX}, 0},
		{0x45, []byte{0x00, 0x00, lo, hi}, 0},
		{0x3C, []byte{0x05}, 0},
		{0x18, []byte{0x80}, 0},
		{0x21, []byte{redUse, 0x80}, 0},
		{0x4E, []byte{0x00}, 0},
		{0x4F, []byte{0x00, 0x00}, WakeTimeout},
	}
}

func TestPanel_ProgramShowsAndSleeps(t *testing.T) {
	black := color.RGBA{0, 0, 0, 0xFF}
	img := image.NewPaletted(image.Rect(5, 5, 8, 14), color.Palette{color.White, black, color.RGBA{0xC8, 0x10, 0x2E, 0xFF}})
	img.SetColorIndex(5, 5, 1)  // upper left: gate 2, source 0
	img.SetColorIndex(7, 13, 1) // lower right: gate 0, source 8
	img.SetColorIndex(6, 6, 2)  // red, gate 1, source 1
	size := image.Pt(3, 9)
	end := []step{{0x22, []byte{0xF7}, 0}, {0x20, nil, RefreshTimeout}, {0x10, []byte{0x01}, 0}}
	again := []step{{0x4E, []byte{0}, 0}, {0x4F, []byte{0, 0}, WakeTimeout}}
	for _, c := range []struct {
		name  string
		panel Panel
		want  []step
	}{
		{"black", Panel{Size: size}, append([]step{{0x24, []byte{0xFF, 0x7F, 0xBF, 0xFF, 0x7F, 0xFF}, 0}}, end...)},
		{
			"red",
			Panel{Size: size, Red: true},
			append(append(append([]step{{0x24, []byte{0xFF, 0x7F, 0xFF, 0xFF, 0x7F, 0xFF}, 0}}, again...),
				step{0x26, []byte{0, 0, 0x40, 0, 0, 0}, 0}), end...),
		},
		{"turned", Panel{Size: size, Turned: true}, append([]step{{0x24, []byte{0xFF, 0x7F, 0xFE, 0xFF, 0x7F, 0xFF}, 0}}, end...)},
	} {
		got, err := c.panel.program(img)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(got[10:], c.want, cmp.AllowUnexported(step{})); diff != "" {
			t.Errorf("%s (-got +want):\n%s", c.name, diff)
		}
	}
}

func TestPanel_TooLargeForTheControllerIsRefused(t *testing.T) {
	for _, size := range []image.Point{{297, 122}, {250, 177}, {0, 122}, {250, 0}} {
		if _, err := (Panel{Size: size}).program(image.NewGray(image.Rectangle{Max: size})); err == nil {
			t.Errorf("%v was taken", size)
		}
	}
}
