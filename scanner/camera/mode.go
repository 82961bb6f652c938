package camera

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// FourCC names how a camera writes its pixels, in four letters.
type FourCC uint32

// String returns the letters: "YUYV".
func (f FourCC) String() string {
	return strings.TrimRight(string([]byte{byte(f), byte(f >> 8), byte(f >> 16), byte(f >> 24)}), " ")
}

func fourCC(s string) FourCC {
	return FourCC(s[0]) | FourCC(s[1])<<8 | FourCC(s[2])<<16 | FourCC(s[3])<<24
}

// Mode is one way in which a camera can work.
type Mode struct {
	Format        FourCC
	Width, Height int
	Rate          float64 // frames a second, 0 where the camera does not say
}

// String returns the mode in the words of a technician: "1280x960 YUYV".
func (m Mode) String() string { return fmt.Sprintf("%dx%d %s", m.Width, m.Height, m.Format) }

// packing is how a format holds the light, and so what it costs.
type packing int

const (
	plane  packing = iota // the light comes first, a byte a pixel: read where it lies
	packed                // every other byte is colour: one pass
	jpegs                 // every frame is a JPEG: decoded
)

// way is how the light lies in a format that is understood.
type way struct {
	format FourCC
	packing
	first int // byte of the light
}

// ways in the order of what they cost.
func ways() []way {
	return []way{
		{fourCC("GREY"), plane, 0},
		{fourCC("NV12"), plane, 0},
		{fourCC("NV21"), plane, 0},
		{fourCC("YU12"), plane, 0},
		{fourCC("YV12"), plane, 0},
		{fourCC("YUYV"), packed, 0},
		{fourCC("UYVY"), packed, 1},
		{fourCC("MJPG"), jpegs, 0},
		{fourCC("JPEG"), jpegs, 0},
	}
}

// cost returns the place of a format among ways, -1 for one that is not
// understood.
func cost(f FourCC) int {
	return slices.IndexFunc(ways(), func(w way) bool { return w.format == f })
}

// pick returns the mode that serves best: in the format that is wanted, if one
// is; nearest in size, fast enough, and then the one whose light costs least. Half the rate that is wanted is enough: more light without
// unpacking is worth more than more frames.
func pick(modes []Mode, want Mode) (best Mode, ok bool) {
	area := func(m Mode) float64 { return float64(m.Width) * float64(m.Height) }
	apart := func(m Mode) float64 { return max(area(m)/area(want), area(want)/area(m)) }
	slow := func(m Mode) int {
		if m.Rate == 0 || m.Rate >= want.Rate/2 {
			return 0
		}
		return 1
	}
	order := func(a, b Mode) int {
		return cmp.Or(
			cmp.Compare(apart(a), apart(b)),
			cmp.Compare(slow(a), slow(b)),
			cmp.Compare(cost(a.Format), cost(b.Format)),
			-cmp.Compare(a.Rate, b.Rate))
	}
	for _, m := range modes {
		if want.Format != 0 && m.Format != want.Format {
			continue
		}
		if cost(m.Format) < 0 || m.Width <= 0 || m.Height <= 0 || m.Height > MaxPixels/m.Width {
			continue
		}
		if !ok || order(m, best) < 0 {
			best, ok = m, true
		}
	}
	return best, ok
}
