package camera

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"endcap/scanner/decode/light"
	"endcap/scanner/plug"
)

func TestPick_TakesWhatCostsLeast(t *testing.T) {
	m := func(format string, w, h int, rate float64) Mode { return Mode{fourCC(format), w, h, rate} }
	want := Mode{Width: 1280, Height: 960, Rate: 15}
	for _, test := range []struct {
		name  string
		modes []Mode
		want  string
	}{
		{"the cheapest format", []Mode{m("MJPG", 1280, 960, 30), m("YUYV", 1280, 960, 30), m("NV12", 1280, 960, 30)}, "1280x960 NV12"},
		{"grey before all", []Mode{m("NV12", 1280, 960, 30), m("GREY", 1280, 960, 0)}, "1280x960 GREY"},
		{"fast enough before cheap", []Mode{m("YUYV", 1280, 960, 5), m("MJPG", 1280, 960, 30)}, "1280x960 MJPG"},
		{"half the rate is enough", []Mode{m("YUYV", 1280, 960, 7.5), m("MJPG", 1280, 960, 30)}, "1280x960 YUYV"},
		{"the nearest in size", []Mode{m("YUYV", 1920, 1080, 30), m("YUYV", 1280, 720, 30)}, "1280x720 YUYV"},
		{"size before rate", []Mode{m("YUYV", 640, 480, 30), m("YUYV", 1280, 960, 5)}, "1280x960 YUYV"},
		{"the nearest of large ones", []Mode{m("YUYV", 2592, 1944, 30), m("YUYV", 1600, 1200, 30)}, "1600x1200 YUYV"},
		{"the largest of small ones", []Mode{m("YUYV", 320, 240, 30), m("YUYV", 640, 480, 30)}, "640x480 YUYV"},
		{"none that is not understood", []Mode{m("H264", 1280, 960, 30), m("YUYV", 320, 240, 30)}, "320x240 YUYV"},
		{"none that is too large", []Mode{m("YUYV", 9000, 9000, 30), m("YUYV", 320, 240, 30)}, "320x240 YUYV"},
	} {
		got, ok := pick(test.modes, want)
		if !ok || got.String() != test.want {
			t.Errorf("%s: picked %v, want %s", test.name, got, test.want)
		}
		slices.Reverse(test.modes)
		if again, _ := pick(test.modes, want); again != got {
			t.Errorf("%s: picked %v and, listed the other way round, %v", test.name, got, again)
		}
	}
}

func TestWithin_IsTheNearestStep(t *testing.T) {
	for _, test := range []struct{ want, least, most, step, got int }{
		{1280, 2, 8192, 2, 1280}, {1280, 16, 640, 16, 640}, {100, 160, 640, 8, 160}, {1281, 2, 8192, 2, 1280}, {5, 1, 9, 0, 5},
	} {
		if got := within(test.want, []uint32{uint32(test.least), uint32(test.most), uint32(test.step)}); got != test.got {
			t.Errorf("%+v: got %d", test, got)
		}
	}
}

func TestMatch_TellsTwoOfAKindApart(t *testing.T) {
	at := func(node, port string) plug.Device {
		return plug.Device{Kind: plug.Camera, Node: node, Model: "cam", USB: shelfcam, Port: port}
	}
	a, b, moved := at("/dev/video0", "1-1"), at("/dev/video2", "1-2"), at("/dev/video9", "1-2")
	odd := plug.Device{Kind: plug.Camera, Node: "/dev/video0", Model: "another"}
	for _, test := range []struct {
		name   string
		all    []plug.Device
		want   Options
		before plug.Device
		got    plug.Device
	}{
		{"any", []plug.Device{a, b}, Options{}, plug.Device{}, a},
		{"by its ID", []plug.Device{odd, b}, Options{USB: shelfcam}, plug.Device{}, b},
		{"by its node", []plug.Device{a, b}, Options{Device: "/dev/video2"}, plug.Device{}, b},
		{"by a link to it", []plug.Device{b, a}, Options{Device: link}, plug.Device{}, a},
		{"the one from before", []plug.Device{a, moved}, Options{Device: "/dev/video2"}, b, moved},
		{"the only one of its kind", []plug.Device{odd, moved}, Options{Device: "/dev/video0"}, a, moved},
		{"neither of two", []plug.Device{b, at("/dev/video3", "1-3")}, Options{Device: "/dev/video0"}, a, plug.Device{}},
		{"not the other one of its kind, where the port is meant", []plug.Device{b}, Options{Device: link}, a, plug.Device{}},
		{"another one in its place", []plug.Device{odd}, Options{Device: link}, a, odd},
		{"none", nil, Options{}, plug.Device{}, plug.Device{}},
	} {
		real := test.want.Device
		if real == link {
			real = "/dev/video0"
		}
		if got, _ := match(test.all, test.want, real, test.before); got != test.got {
			t.Errorf("%s: got %v, want %v", test.name, got, test.got)
		}
	}
}

func TestEveryOther_IsWhatALoopDoes(t *testing.T) {
	from := make([]byte, 100)
	for i := range from {
		from[i] = byte(i * 37)
	}
	for n := range 49 {
		for first := range 2 {
			got, want := make([]byte, n), make([]byte, n)
			for i := range want {
				want[i] = from[first+2*i]
			}
			everyOther(got, from[first:])
			if diff := cmp.Diff(got, want); diff != "" {
				t.Fatalf("%d bytes from %d: %s", n, first, diff)
			}
		}
	}
}

// FuzzLight gives frames of any size and content, as a camera with a loose
// cable does.
func FuzzLight(f *testing.F) {
	f.Add(uint8(0), []byte("short"))
	f.Add(uint8(5), bytes.Repeat([]byte{1, 2}, 32*16))
	f.Add(uint8(7), asJPEG(light.Of(label(f, "x"))))
	f.Fuzz(func(t *testing.T, format uint8, raw []byte) {
		m := Mode{Format: ways()[int(format)%len(ways())].format, Width: 32, Height: 16}
		p, err := newLens(m, 40).light(raw)
		if err == nil && (p.Rect.Dx() != m.Width || p.Rect.Dy() != m.Height || len(p.Pix) < p.Stride*(m.Height-1)+m.Width) {
			t.Errorf("a frame of %d bytes became %v, stride %d, %d bytes", len(raw), p.Rect, p.Stride, len(p.Pix))
		}
	})
}

func BenchmarkLight(b *testing.B) {
	for _, format := range []string{"NV12", "YUYV", "MJPG"} {
		b.Run(fmt.Sprint("1280x960 ", format), func(b *testing.B) {
			m := Mode{Format: fourCC(format), Width: 1280, Height: 960}
			raw := make([]byte, 2*m.Width*m.Height)
			if format == "MJPG" {
				p, err := newLens(Mode{Format: fourCC("YUYV"), Width: m.Width, Height: m.Height}, 0).light(raw)
				if err != nil {
					b.Fatal(err)
				}
				raw = asJPEG(light.Of(p))
			}
			l := newLens(m, 0)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := l.light(raw); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
