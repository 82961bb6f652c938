package databar

import (
	"math"

	"endcap/scanner/decode/light"
)

// sharp is a line with its blur taken off. It keeps its memory.
type sharp struct {
	line  light.Line
	light []byte
}

// take makes two pixels of each of row, with the blur of k taken off. Their
// light is halved, as it may go beyond what there was.
func (s *sharp) take(row []byte, k *kernel) {
	last := len(row) - 1
	s.light = light.Grow(s.light, 2*len(row))
	for i, v := range row {
		at, behind := k[0]*float32(v), float32(0)
		for d := 1; d <= kernelReach; d++ {
			next := float32(row[min(last, i+d)])
			at += k[2*d] * (float32(row[max(0, i-d)]) + next)
			behind += k[2*d-1] * (float32(row[max(0, i-d+1)]) + next)
		}
		s.light[2*i] = byte(max(0, min(255, 64+at/2)))
		s.light[2*i+1] = byte(max(0, min(255, 64+behind/2)))
	}
	s.line.Find(s.light)
}

// kernelReach is how far, in pixels, light is taken back from.
const kernelReach = 6

// kernel takes a blur off: it is what a pixel gives to places that lie so many
// halves of a pixel away.
type kernel [2*kernelReach + 1]float32

// kernels take off Gaussian blurs of so many pixels.
var kernels = [...]kernel{newKernel(.8), newKernel(1.2)}

// newKernel returns the kernel that gives back what a Gaussian blur takes, as
// far as it is not lost in the noise (Wiener).
func newKernel(sigma float64) (k kernel) {
	const noise, steps = .01, 256
	var sums [2]float64 // of those at whole and at half pixels
	for i := range k {
		sum := 0.
		for n := range steps {
			f := (float64(n) + .5) / (2 * steps) // periods a pixel
			left := math.Exp(-2 * math.Pi * math.Pi * sigma * sigma * f * f)
			sum += left / (left*left + noise) * math.Cos(math.Pi*f*float64(i))
		}
		sum *= 1 + math.Cos(math.Pi*float64(i)/float64(len(k)+1)) // ends softly
		k[i] = float32(sum)
		if i > 0 {
			sum *= 2 // it gives to both sides
		}
		sums[i%2] += sum
	}
	for i := range k {
		k[i] /= float32(sums[i%2])
	}
	return k
}
