package camera

import (
	"image"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"endcap/scanner"
	"endcap/scanner/scannertest"
)

func TestSource_KeepsOneFrameBlurredButForTheSymbol(t *testing.T) {
	b := newBench(t, Options{})
	scannertest.Start(t, b, 16)
	pic := label(t, "kept")
	time.AfterFunc(50*tick, func() { b.hand.show(pic) }) // when the wish is known
	img, err := b.Keep(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if img.Rect != image.Rect(0, 0, wide, high) {
		t.Fatalf("the frame is %v", img.Rect)
	}
	middle := image.Rect(wide/2-minBlock, high/2-minBlock, wide/2+minBlock, high/2+minBlock)
	if diff := cmp.Diff(part(img, middle), part(pic, middle)); diff != "" {
		t.Errorf("the middle of the symbol is another: %s", diff)
	}
	if corner := part(img, image.Rect(0, 0, minBlock, minBlock)); len(slices.Compact(corner)) != 1 {
		t.Errorf("the corner of the frame is not blurred: %v", corner)
	}
}

func part(img *image.Gray, box image.Rectangle) (all []byte) {
	for y := box.Min.Y; y < box.Max.Y; y++ {
		all = append(all, img.Pix[img.PixOffset(box.Min.X, y):][:box.Dx()]...)
	}
	return all
}

func TestBlurred_LeavesOnlySymbols(t *testing.T) {
	pic := label(t, "only")
	sym := scanner.Symbol{Corners: [4]image.Point{{100, 90}, {200, 90}, {200, 190}, {100, 190}}}
	img := blurred(pic, []scanner.Symbol{sym, {Text: "without corners"}})
	for y := range high {
		for x := range wide {
			in := image.Pt(x, y).In(image.Rect(100, 90, 201, 191))
			if got, was := img.GrayAt(x, y), pic.GrayAt(x, y); in && got != was {
				t.Fatalf("%d, %d in the symbol is %v, was %v", x, y, got, was)
			}
			block := img.GrayAt(x/minBlock*minBlock, y/minBlock*minBlock)
			if far := !image.Pt(x, y).In(image.Rect(80, 70, 221, 211)); far && img.GrayAt(x, y) != block {
				t.Fatalf("%d, %d far from the symbol is %v in a block of %v", x, y, img.GrayAt(x, y), block)
			}
		}
	}
}

func TestSource_KeepsOneFrameAtATime(t *testing.T) {
	b := newBench(t, Options{})
	b.wishes <- wish{}
	if _, err := b.Keep(t.Context()); err == nil || !strings.Contains(err.Error(), "asked for already") {
		t.Errorf("the second who asks is told %v", err)
	}
}
