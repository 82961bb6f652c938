package camera

import (
	"fmt"
	"image"
	"strings"
	"testing"
	"time"

	"endcap/scanner"
	"endcap/scanner/scannertest"
)

func TestSource_IsASource(t *testing.T) {
	for _, format := range []string{"GREY", "YUYV"} {
		t.Run(format, func(t *testing.T) {
			scannertest.TestSource(t, func(t *testing.T) (scanner.Source, scannertest.Show) {
				b := newBench(t, Options{})
				b.cam.modes[0].Format = fourCC(format)
				return b, func(n int) scanner.Symbol {
					text := fmt.Sprint("label ", n)
					b.hand.show(label(t, text))
					return scanner.Symbol{Format: "QR_CODE", Text: text}
				}
			})
		})
	}
}

func TestSource_ReadsEveryFormat(t *testing.T) {
	for _, w := range ways() {
		t.Run(w.format.String(), func(t *testing.T) {
			b := newBench(t, Options{})
			b.cam.modes, b.cam.pad = []Mode{{fourCC("H264"), wide, high, 30}, {w.format, wide, high, 30}}, 32
			b.hand.show(label(t, "padded"))
			out := scannertest.Start(t, b, 16)
			if got := scannertest.Next(t, out); got.Text != "padded" || got.Source != "front" || got.At.IsZero() {
				t.Errorf("read %+v", got)
			}
			if got := b.Pace().Mode.String(); got != "320x240 "+w.format.String() {
				t.Errorf("the mode is %s", got)
			}
		})
	}
}

func TestSource_GoesOnWithACameraThatComesBack(t *testing.T) {
	for _, test := range []struct {
		name string
		Options
		path, port string
	}{
		{"AtTheSamePlace", Options{Device: "/dev/video0"}, "/dev/video0", "1-1"},
		{"UnderAnotherNumber", Options{Device: "/dev/video0"}, "/dev/video7", "1-1"},
		{"AtAnotherPort", Options{Device: "/dev/video0"}, "/dev/video7", "1-2"},
		{"ByItsID", Options{USB: shelfcam}, "/dev/video7", "1-2"},
		{"ByItsPort", Options{Device: link}, "/dev/video7", "1-1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := newBench(t, test.Options)
			b.hand.show(label(t, "before"))
			out := scannertest.Start(t, b, 16)
			scannertest.Next(t, out)
			if r := b.Report(); !r.Present || r.Device != "/dev/video0" || r.Model != "shelfcam" || r.Driver != "fake" || r.Read != 1 {
				t.Errorf("it reports %+v", r)
			}
			b.shop.pull("/dev/video0")
			scannertest.Until(t, "it says that the camera is gone", func() bool { return !b.Report().Present })
			b.hand.show(label(t, "after"))
			// Another camera takes its number, unless it has the same again.
			b.shop.attach(map[string]*fake{
				"/dev/video0": {name: "other", port: "1-3", scene: b.hand.scene, modes: b.cam.modes},
				test.path:     {name: "shelfcam", port: test.port, usb: shelfcam, scene: b.hand.scene, modes: b.cam.modes},
			})
			if got := scannertest.Next(t, out); got.Text != "after" {
				t.Errorf("read %q", got.Text)
			}
			if r := b.Report(); !r.Present || r.Device != test.path || r.Faults == 0 || r.Fault == "" {
				t.Errorf("it reports %+v", r)
			}
		})
	}
}

func TestSource_ReadsTheNewestFrameAndCountsTheOthers(t *testing.T) {
	b := newBench(t, Options{})
	seen := make(chan byte)
	var now byte
	b.cam.scene = func() *image.Gray { // called for each frame, one after the other
		now++
		pic := image.NewGray(image.Rect(0, 0, wide, high))
		pic.Pix[0] = now
		return pic
	}
	b.eye = eyeFunc(func(p *image.Gray) []scanner.Symbol {
		first := p.Pix[0]
		time.Sleep(100 * tick)
		if p.Pix[0] != first {
			t.Error("the frame was written over while it was read")
		}
		select {
		case seen <- first:
		default:
		}
		return nil
	})
	scannertest.Start(t, b, 16)
	a, c := <-seen, <-seen
	if c-a < 3 {
		t.Errorf("after frame %d came %d, want one that is newer by what passed", a, c)
	}
	scannertest.Until(t, "the others are counted", func() bool { return b.Pace().Dropped >= 3 })
}

type eyeFunc func(*image.Gray) []scanner.Symbol

func (f eyeFunc) Look(p *image.Gray, _ time.Time) []scanner.Symbol { return f(p) }

func TestSource_PassesOverBrokenFrames(t *testing.T) {
	b := newBench(t, Options{})
	b.cam.broken = func(n uint32) bool { return n%2 == 0 }
	b.hand.show(label(t, "whole"))
	scannertest.Next(t, scannertest.Start(t, b, 16))
	scannertest.Until(t, "broken frames are counted", func() bool { return b.Pace().Broken > 0 })
}

func TestSource_StartsASilentCameraAnew(t *testing.T) {
	t.Parallel() // it waits as long as a camera may be silent
	b := newBench(t, Options{})
	b.cam.still = true
	scannertest.Start(t, b, 16)
	scannertest.Until(t, "it says so", func() bool { return strings.Contains(b.Report().Fault, "no frame for 3s") })
}

func TestSource_SaysWhatIsWrong(t *testing.T) {
	for _, test := range []struct {
		name string
		make func(b *bench)
		want string
	}{
		{"NoCamera", func(b *bench) { b.shop.pull("/dev/video0") }, "any: no such camera is attached"},
		{"NoMode", func(b *bench) { b.cam.modes = nil }, "the camera gives no pictures; see that it is switched on"},
		{"OnlyUnknownModes", func(b *bench) { b.cam.modes[0].Format = fourCC("H264") }, "no mode that is understood; it has [320x240 H264]"},
		{"AnotherModeThanTold", func(b *bench) { b.cam.oddReply = func(p *pixels) { p.fourcc = fourCC("RGB3") } }, "chose 320x240 RGB3"},
		{"FramesTooLarge", func(b *bench) { b.cam.oddReply = func(p *pixels) { p.width = 1 << 30 } }, "chose 1073741824x240"},
		{"NoSuchSetting", func(b *bench) { b.ask.Gain = Fixed(3) }, "set gain to 3: the camera has no such setting"},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := newBench(t, Options{})
			test.make(b)
			scannertest.Start(t, b, 16)
			scannertest.Until(t, "it says "+test.want, func() bool { return strings.Contains(b.Report().Fault, test.want) })
		})
	}
}

func TestSource_TellsTheCameraItsSettings(t *testing.T) {
	whole := func() map[uint32]*controlEntry {
		m := map[uint32]*controlEntry{}
		for _, id := range []uint32{exposureAuto, exposureAbsolute, focusAuto, focusAbsolute, gainAbsolute} {
			m[id] = &controlEntry{id: id, most: 250}
		}
		return m
	}
	b := newBench(t, Options{Exposure: Fixed(20), Focus: Auto(), Gain: Fixed(300)})
	b.cam.controls, b.cam.told = whole(), map[uint32]int32{}
	b.hand.show(label(t, "set"))
	scannertest.Next(t, scannertest.Start(t, b, 16))
	for id, want := range map[uint32]int32{exposureAuto: manual, exposureAbsolute: 20, focusAuto: 1} {
		if got := b.cam.told[id]; got != want {
			t.Errorf("control %#x was told %d, want %d", id, got, want)
		}
	}
	if got := b.Report().Fault; got != "set gain to 300: this camera takes 0 to 250" {
		t.Errorf("the fault is %q", got)
	}

	auto := newBench(t, Options{Exposure: Auto()})
	auto.cam.controls, auto.cam.told = whole(), map[uint32]int32{}
	auto.hand.show(label(t, "auto"))
	scannertest.Next(t, scannertest.Start(t, auto, 16))
	if got, ok := auto.cam.told[exposureAuto]; !ok || got != fullAuto {
		t.Errorf("exposure was told %d, want %d, because this camera has no aperture", got, fullAuto)
	}
}
