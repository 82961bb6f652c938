package scene_test

import (
	"bytes"
	"testing"

	"endcap/scanner/scene"
	"endcap/scanner/write"
)

func TestPicture_IsTheSameForTheSameSeed(t *testing.T) {
	sym, err := write.QR("seed")
	if err != nil {
		t.Fatal(err)
	}
	opts := scene.Options{Noise: 10, Shade: .5, Blur: 1, Turn: 10, Tilt: .1, Seed: 42}
	a, b := scene.Picture(sym, opts), scene.Picture(sym, opts)
	if !bytes.Equal(a.Pix, b.Pix) {
		t.Error("two pictures of one seed differ")
	}
	opts.Seed++
	if c := scene.Picture(sym, opts); bytes.Equal(a.Pix, c.Pix) {
		t.Error("two seeds gave one picture")
	}
}
