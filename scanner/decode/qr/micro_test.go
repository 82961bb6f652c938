package qr

import (
	"bytes"
	"fmt"
	"image"
	"math/rand/v2"
	"slices"
	"testing"

	"endcap/scanner/decode/light"
	"endcap/scanner/decode/plane"
	"endcap/scanner/qrcode"
	"endcap/scanner/scene"
	"endcap/scanner/solomon"
)

// draw returns the Micro QR code with data codewords, its number and mask.
func draw(number, mask int, data []byte) *plane.Grid {
	kind := microKinds[number]
	var g plane.Grid
	g.Reset(kind.side, kind.side)
	set := func(x, y int, dark bool) { g.Dark[y*g.W+x] = dark }
	for y := range g.H {
		for x := range g.W {
			dark, _ := microModule(g.W, x, y)
			set(x, y, dark)
		}
	}
	format := qrcode.Guard(uint32(number<<2|mask), qrcode.FormatGenerator) ^ microMask
	for i := range 8 {
		set(i+1, 8, format>>(14-i)&1 != 0)
		if i < 7 {
			set(8, 7-i, format>>(6-i)&1 != 0)
		}
	}
	var stream []bool
	for i, c := range slices.Concat(data, solomon.Check(code, data, kind.check)) {
		for bit := 7; bit >= 0; bit-- {
			if i*8+8 > kind.bits && i*8 < kind.bits && bit < 4 {
				continue // the lower half of the last
			}
			stream = append(stream, c>>bit&1 != 0)
		}
	}
	up := true
	for x := g.W - 1; x > 0; x -= 2 {
		for i := 1; i < g.H; i++ {
			y := i
			if up {
				y = g.H - i
			}
			for _, x := range [2]int{x, x - 1} {
				if x >= 9 || y >= 9 {
					set(x, y, stream[0] != masked(uint32(mask), x, y))
					stream = stream[1:]
				}
			}
		}
		up = !up
	}
	return &g
}

// messages are data codewords and what they are in a QR code of version 1.
var messages = []struct {
	number     int
	data, want []byte
}{
	// 12345 in M1.
	{0, []byte{0b101_00011, 0b11011_010, 0b1101_0000}, []byte{0b0001_0000, 0b000101_00, 0b01111011, 0b0101101_0, 0}},
	// 01234567 in M2, as ISO/IEC 18004 I.3 has it.
	{1, []byte{0x40, 0x18, 0xac, 0xc3, 0}, []byte{0x10, 0x20, 0x0c, 0x56, 0x61, 0x80}},
	// A1 in alphanumeric and 7 in numeric mode.
	{2, []byte{0b1_010_0011, 0b1000011_0, 0b0001_0111, 0}, []byte{0x20, 0b00010_001, 0b11000011, 0b0001_0000, 0b000001_01, 0b11_0000_00}},
	{3, []byte{0b10_0010_01, 0b000001_01, 0b000010_00, 0, 0, 0, 0, 0, 0, 0, 0}, []byte{0x40, 0x24, 0x14, 0x20}},
	{5, append([]byte{0b010_00010, 0b01000001, 0b01000010, 0, 0}, make([]byte, 11)...), []byte{0x40, 0x24, 0x14, 0x20}},
}

func TestMicro_ChecksAsTheStandardSays(t *testing.T) {
	got := solomon.Check(code, []byte{0x40, 0x18, 0xac, 0xc3, 0}, 5)
	if want := []byte{0x86, 0x0d, 0x22, 0xae, 0x30}; !bytes.Equal(got, want) {
		t.Errorf("check codewords are %x, want %x (ISO/IEC 18004 I.3)", got, want)
	}
}

func TestMicro_ReadsWhatIsWrittenWithFaults(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 1))
	for _, m := range messages {
		for mask := range 4 {
			g := draw(m.number, mask, m.data)
			kind := microKinds[m.number]
			for range 50 {
				damaged := plane.Grid{W: g.W, H: g.H, Dark: slices.Clone(g.Dark)}
				for range kind.most {
					x, y := 9+rnd.IntN(g.W-9), 1+rnd.IntN(g.H-1)
					damaged.Dark[y*g.W+x] = !damaged.Dark[y*g.W+x]
				}
				got, ok := micro(&damaged)
				if !ok || !bytes.Equal(got, m.want) {
					t.Fatalf("symbol %d, mask %d: %v %08b, want %08b", m.number, mask, ok, got, m.want)
				}
			}
		}
	}
}

func TestMicro_RefusesMoreFaults(t *testing.T) {
	rnd := rand.New(rand.NewPCG(2, 2))
	invented := 0
	for range 20000 {
		m := messages[rnd.IntN(len(messages))]
		g := draw(m.number, rnd.IntN(4), m.data)
		for i := range g.Dark {
			if x, y := i%g.W, i/g.W; x >= 9 || y >= 9 {
				g.Dark[i] = rnd.IntN(2) == 0
			}
		}
		if _, ok := micro(g); ok && m.number > 0 {
			invented++
		}
	}
	if invented > 1 {
		t.Errorf("%d symbols were made of noise", invented)
	}
}

// picture returns a grid as scanner/write draws symbols.
func picture(g *plane.Grid) *image.Gray {
	img := image.NewGray(image.Rect(0, 0, g.W, g.H))
	for i, dark := range g.Dark {
		if !dark {
			img.Pix[i] = 255
		}
	}
	return img
}

func TestFind_SeesMicroQRHoweverItIsHeld(t *testing.T) {
	for _, m := range messages {
		img := picture(draw(m.number, m.number%4, m.data))
		for _, opts := range []scene.Options{
			{},
			{Module: 3, Turn: 10, Noise: 3},
			{Module: 4, Turn: 75, Tilt: .2, Quiet: 2},
			{Module: 6, Turn: 200, Blur: 1.5, Noise: 2},
			{Module: 5, Turn: 315, Shade: .7},
		} {
			pic := scene.Picture(img, opts)
			for _, how := range []string{"upright", "mirrored", "light on dark"} {
				w := pic.Rect.Dx()
				switch how {
				case "mirrored":
					for y := range pic.Rect.Dy() {
						slices.Reverse(pic.Pix[y*w : (y+1)*w])
					}
				case "light on dark":
					for i, v := range pic.Pix {
						pic.Pix[i] = 255 - v
					}
				}
				var fr light.Frame
				fr.Look(light.Of(pic))
				var f Finder
				got := ""
				f.Find(&fr, func(g *plane.Grid) bool {
					data, ok := micro(g)
					if ok {
						got += fmt.Sprintf("%x ", data)
					}
					return ok
				})
				if want := fmt.Sprintf("%x ", m.want); got != want {
					t.Errorf("symbol %d %s %+v: read %s, want %s", m.number, how, opts, got, want)
				}
			}
		}
	}
}

// FuzzMicro has any bytes as the modules of a grid.
func FuzzMicro(f *testing.F) {
	for _, m := range messages {
		var data []byte
		for _, dark := range draw(m.number, 1, m.data).Dark {
			if dark {
				data = append(data, 1)
			} else {
				data = append(data, 0)
			}
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var g plane.Grid
		n := 1
		for n < 20 && (n+1)*(n+1) <= len(data) {
			n++
		}
		if len(data) < n*n {
			return
		}
		g.Reset(n, n)
		for i := range g.Dark {
			g.Dark[i] = data[i]&1 != 0
		}
		if got, ok := micro(&g); ok && (len(got) < 2 || len(got) > 40) {
			t.Errorf("data of %d bytes", len(got))
		}
	})
}
