package databar

import (
	"math"

	"endcap/scanner/decode/light"
)

// sharp is a line with its blur taken off. It keeps its memory.
type sharp struct {
	line  light.Line
	light []byte
	row   []float32 // with what is beyond its ends
}

// look takes the line to be sharpened; beyond its ends it goes on as there.
func (s *sharp) look(row []byte) {
	s.row = light.Grow(s.row, len(row)+2*kernelReach)
	for i, v := range row {
		s.row[kernelReach+i] = float32(v)
	}
	last := len(s.row) - 1
	for i := range kernelReach {
		s.row[i], s.row[last-i] = s.row[kernelReach], s.row[last-kernelReach]
	}
}

// take makes two pixels of each of the line, with the blur of k taken off. Their
// light is halved, as it may go beyond what there was.
func (s *sharp) take(k *kernel) {
	s.light = light.Grow(s.light, 2*(len(s.row)-2*kernelReach))
	for i := range len(s.row) - 2*kernelReach {
		v := (*[2*kernelReach + 1]float32)(s.row[i:])
		at, behind := k[0]*v[kernelReach], float32(0)
		for d := 1; d <= kernelReach; d++ {
			at += k[2*d] * (v[kernelReach-d] + v[kernelReach+d])
			behind += k[2*d-1] * (v[kernelReach-d+1] + v[kernelReach+d])
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
