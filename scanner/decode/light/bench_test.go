package light_test

import (
	"testing"

	"endcap/scanner/decode/light"
	"endcap/scanner/scene/scenetest"
)

// BenchmarkLook shows what black and white costs, beside reading every byte.
func BenchmarkLook(b *testing.B) {
	for _, frame := range scenetest.Clutter() {
		b.Run(frame.Name, func(b *testing.B) {
			var f light.Frame
			p := light.Of(frame.Pic)
			b.SetBytes(int64(len(p.Pix)))
			b.ReportAllocs()
			for b.Loop() {
				f.Look(p)
			}
		})
	}
	b.Run("ReadEveryByte", func(b *testing.B) {
		p, sum := scenetest.Clutter()[0].Pic, 0
		b.SetBytes(int64(len(p.Pix)))
		for b.Loop() {
			for _, v := range p.Pix {
				sum += int(v)
			}
		}
		if sum == 0 {
			b.Fatal("paper is dark")
		}
	})
}
