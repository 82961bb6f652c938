// Package scene takes pictures of drawn symbols as a camera would see them:
// turned, tilted, blurred, noisy, in the shade. For the demo and for tests.
package scene

import (
	"image"
	"math"
	"math/rand/v2"
)

// Options say how a camera sees a symbol. The zero value is a clean,
// level picture of 640 x 480 pixels with the symbol in the middle.
type Options struct {
	// Width and Height of the picture in pixels, at most 8192.
	Width, Height int
	// Module is the size of a module in pixels; 0 makes the symbol fill nine
	// tenths of the picture.
	Module float64
	// Quiet is the quiet zone in modules around the symbol; 0 is 10.
	Quiet int
	// BarHeight is the height in modules of a symbol of one row; 0 is 50.
	BarHeight int
	// Caption is printed under the symbol, in capitals; what is not a letter,
	// digit or common sign of ASCII is left blank.
	Caption string
	// Turn is the rotation in degrees, clockwise.
	Turn float64
	// Tilt leans the paper back: 0.2 makes its far edge 20 % shorter. At most 0.6.
	Tilt float64
	// OffX and OffY move the symbol from the middle, in pixels.
	OffX, OffY float64
	// Blur is the standard deviation of the blur in pixels.
	Blur float64
	// Noise is the standard deviation of the noise in grey levels.
	Noise float64
	// Shade takes this part of the light away towards one side: 0 is even, 0.7
	// leaves 30 %.
	Shade float64
	// Seed chooses the noise and the side in the shade.
	Seed uint64
}

// Picture returns a plausible camera picture of a symbol made by scanner/write:
// paper with the symbol on a darker ground, seen as the
// options say. Same symbol and options, same bytes on the same kind of machine.
func Picture(symbol image.Image, opts Options) *image.Gray {
	opts = opts.withDefaults()
	rnd := rand.New(rand.NewPCG(opts.Seed, 0x656e64636170))
	paper := newPaper(symbol, opts)
	sin, cos := math.Sincos(rnd.Float64() * 2 * math.Pi)
	g := image.NewGray(image.Rect(0, 0, opts.Width, opts.Height))
	light := make([]float32, len(g.Pix))
	for y := range opts.Height {
		row := light[y*opts.Width : (y+1)*opts.Width]
		// Four samples a pixel, none above or beside another.
		for _, d := range [4][2]float64{{.625, .875}, {.875, .375}, {.375, .125}, {.125, .625}} {
			paper.add(row, d[0], float64(y)+d[1])
		}
		down := sin * (2*float64(y)/float64(opts.Height) - 1)
		for x := range row {
			away := .5 + .5*(cos*(2*float64(x)/float64(opts.Width)-1)+down)/math.Sqrt2
			row[x] *= float32(1-opts.Shade*away) / 4
		}
	}
	blur(light, opts.Width, opts.Height, opts.Blur)
	for i, v := range light {
		if opts.Noise > 0 {
			v += float32(rnd.NormFloat64() * opts.Noise)
		}
		g.Pix[i] = byte(max(0, min(255, v+.5)))
	}
	return g
}

func (o Options) withDefaults() Options {
	or := func(v, def int) int {
		if v <= 0 {
			return def
		}
		return v
	}
	o.Width, o.Height = min(or(o.Width, 640), maxPictureSide), min(or(o.Height, 480), maxPictureSide)
	o.Quiet, o.BarHeight = or(o.Quiet, 10), or(o.BarHeight, 50)
	o.Tilt = max(0, min(.6, o.Tilt))
	o.Shade = max(0, min(1, o.Shade))
	return o
}

// paper is the printed symbol and how it lies before the camera.
type paper struct {
	pix      *image.Gray // ink on paper, the symbol in modules with its quiet zone; caption drawn finer
	fine     int         // pixels of pix to a module
	cos, sin float64
	module   float64
	cx, cy   float64
	tilt     float64
	half     float64 // half the height of the picture, what tilt is measured on
}

// Ink, paper and what lies behind as a camera sees them, not 0 and 255.
const (
	ink    = 25
	white  = 230
	ground = 90
)

func newPaper(symbol image.Image, o Options) *paper {
	b := symbol.Bounds()
	sw, sh := b.Dx(), b.Dy()
	if sh == 1 {
		sh = o.BarHeight
	}
	const fine, lineModules = 4, 14
	text := 0
	if o.Caption != "" {
		text = lineModules
	}
	w, h := sw+2*o.Quiet, sh+2*o.Quiet+text
	pix := image.NewGray(image.Rect(0, 0, w*fine, h*fine))
	for y := range h * fine {
		for x := range w * fine {
			mx, my := x/fine-o.Quiet, y/fine-o.Quiet
			v := byte(white)
			if mx >= 0 && mx < sw && my >= 0 && my < sh {
				if r, _, _, _ := symbol.At(b.Min.X+mx, b.Min.Y+min(my, b.Dy()-1)).RGBA(); r < 0x8000 {
					v = ink
				}
			}
			pix.Pix[y*pix.Stride+x] = v
		}
	}
	if o.Caption != "" {
		caption(pix, o.Caption, (o.Quiet+sh)*fine, lineModules*fine)
	}
	if o.Module <= 0 {
		o.Module = min(float64(o.Width)*.9/float64(w), float64(o.Height)*.9/float64(h))
	}
	sin, cos := math.Sincos(o.Turn * math.Pi / 180)
	return &paper{pix, fine, cos, sin, o.Module, float64(o.Width)/2 + o.OffX, float64(o.Height)/2 + o.OffY, o.Tilt, float64(o.Height) / 2}
}

// add adds what the camera sees at height y of the picture to the pixels of
// row, each looked at dx from its left.
func (p *paper) add(row []float32, dx, y float64) {
	// The paper leans back: what lies higher is farther and so smaller.
	y -= p.cy
	depth := 1 / (1 + p.tilt*y/(2*p.half))
	scale := depth / p.module * float64(p.fine)
	w, h := p.pix.Rect.Dx(), p.pix.Rect.Dy()
	u := ((dx-p.cx)*p.cos+y*p.sin)*scale + float64(w)/2
	v := (y*p.cos-(dx-p.cx)*p.sin)*scale + float64(h)/2
	du, dv := p.cos*scale, -p.sin*scale
	for x := range row {
		seen := float32(ground)
		if i, j := int(u), int(v); u >= 0 && v >= 0 && i < w && j < h {
			seen = float32(p.pix.Pix[j*p.pix.Stride+i])
		}
		row[x] += seen
		u, v = u+du, v+dv
	}
}

// blur smooths light in place with a Gaussian of the given deviation.
func blur(light []float32, w, h int, sigma float64) {
	if sigma <= 0 {
		return
	}
	reach := int(math.Ceil(3 * sigma))
	kernel := make([]float32, 2*reach+1)
	sum := float32(0)
	for i := range kernel {
		d := float64(i - reach)
		kernel[i] = float32(math.Exp(-d * d / (2 * sigma * sigma)))
		sum += kernel[i]
	}
	for i := range kernel {
		kernel[i] /= sum
	}
	out := make([]float32, len(light))
	for y := range h { // down: whole rows at a time
		to := out[y*w : (y+1)*w]
		for k, f := range kernel {
			from := light[max(0, min(h-1, y+k-reach))*w:][:w]
			for x, v := range from {
				to[x] += f * v
			}
		}
	}
	for y := range h { // across
		from, to := out[y*w:(y+1)*w], light[y*w:(y+1)*w]
		for x := range to {
			v := float32(0)
			for k, f := range kernel {
				v += f * from[max(0, min(w-1, x+k-reach))]
			}
			to[x] = v
		}
	}
}
