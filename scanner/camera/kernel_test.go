package camera

import (
	"fmt"
	"image"
	"log/slog"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"endcap/scanner"
	"endcap/scanner/decode"
	"endcap/scanner/gs1"
	"endcap/scanner/plug"
	"endcap/scanner/scannertest"
	"endcap/scanner/scene"
	"endcap/scanner/video"
	"endcap/scanner/write"
)

// The tests of this file run on real drivers, for 64 and for 32 bits: make
// board loads them on an emulated controller and sets ENDCAP_V4L2.

// attached returns the camera with that driver or name.
func attached(t *testing.T, name string) plug.Device {
	t.Helper()
	if os.Getenv("ENDCAP_V4L2") == "" {
		t.Skip("needs a kernel with the modules v4l2loopback and vivid: make board")
	}
	all := plug.Cameras(os.DirFS("/"))
	i := slices.IndexFunc(all, func(d plug.Device) bool { return strings.HasPrefix(d.Model, name) })
	if i < 0 {
		t.Fatalf("no camera is called %s; there are %+v", name, all)
	}
	return all[i]
}

// TestKernel_ALoopbackIsASource holds labels before v4l2loopback.
func TestKernel_ALoopbackIsASource(t *testing.T) {
	d := attached(t, "loopcam")
	scannertest.TestSource(t, func(t *testing.T) (scanner.Source, scannertest.Show) {
		h := &hand{read: decode.NewReader().Read, once: scanner.Repeat{Hold: time.Hour}, empty: image.NewGray(image.Rect(0, 0, wide, high))}
		project(t, d.Node, h.scene)
		return New("loop", Options{Device: d.Node}, h, slog.New(slog.DiscardHandler)), func(n int) scanner.Symbol {
			text := fmt.Sprint("label ", n)
			h.show(label(t, text))
			return scanner.Symbol{Format: "QR_CODE", Text: text}
		}
	})
}

// project writes what a camera sees to the other side of a loopback until the test ends.
func project(t *testing.T, path string, sees func() *image.Gray) {
	t.Helper()
	size := sees().Rect.Max
	n, err := linux{}.open(path)
	if err != nil {
		t.Fatal(err)
	}
	const kindOutput = 2
	set := capture{kind: kindOutput, pix: pixels{width: uint32(size.X), height: uint32(size.Y), fourcc: fourCC("YUYV"), field: 1}}
	if err := n.ioctl(setFormat, unsafe.Pointer(&set)); err != nil {
		t.Fatal(err)
	}
	fd, ok := n.(file)
	if !ok {
		t.Fatalf("a node is %T", n)
	}
	end, ended := make(chan struct{}), make(chan struct{})
	frame := make([]byte, 2*size.X*size.Y)
	once := func() {
		for i, v := range sees().Pix {
			frame[2*i], frame[2*i+1] = v, 0x80
		}
		if _, err := unix.Write(int(fd), frame); err != nil {
			t.Error(err)
		}
	}
	once() // and it is a camera
	go func() {
		defer close(ended)
		for {
			select {
			case <-end:
				return
			case <-time.After(20 * tick):
				once()
			}
		}
	}()
	t.Cleanup(func() {
		close(end)
		<-ended
		if err := n.close(); err != nil {
			t.Error(err)
		}
	})
}

// TestKernel_Pace prints how fast a label is read that never lies still, so
// that every frame is looked at.
func TestKernel_Pace(t *testing.T) {
	d := attached(t, "loopcam")
	for _, size := range []image.Point{{640, 480}, {1280, 960}} {
		t.Run(size.String(), func(t *testing.T) {
			code, err := write.GS1DataMatrix("01095200011003761728123110LOT42")
			if err != nil {
				t.Fatal(err)
			}
			var all []*image.Gray
			for _, angle := range []float64{0, 5, 10} {
				all = append(all, scene.Picture(code, scene.Options{Width: size.X, Height: size.Y, Module: 6, Noise: 3, Turn: angle}))
			}
			var n atomic.Uint64
			project(t, d.Node, func() *image.Gray { return all[n.Add(1)%uint64(len(all))] })
			s := New("loop", Options{Device: d.Node}, video.NewWatcher(decode.NewReader(), gs1.Shop{}), slog.New(slog.DiscardHandler))
			scannertest.Next(t, scannertest.Start(t, s, 16))
			scannertest.Until(t, "the pace is known", func() bool { return s.Pace().Rate > 0 })
			t.Logf("a label that moves: %v", s.Pace())
		})
	}
}

// TestKernel_ReadsEveryFormatAndComesBack takes frames of vivid, the kernel's
// own camera, and takes its driver away while it streams.
func TestKernel_ReadsEveryFormatAndComesBack(t *testing.T) {
	d := attached(t, "vivid")
	for _, w := range ways()[:7] { // it has no JPEG
		t.Run(w.format.String(), func(t *testing.T) {
			var frames, odd atomic.Uint64
			s := New("vivid", Options{Device: d.Node, Format: w.format.String(), Width: 640, Height: 360, Rate: 30}, eyeFunc(func(p *image.Gray) []scanner.Symbol {
				if dark, bright := swing(p); p.Rect.Dx() != 640 || p.Rect.Dy() != 360 || bright-dark < 150 {
					odd.Add(1)
				}
				frames.Add(1)
				return nil
			}), slog.New(slog.DiscardHandler))
			scannertest.Start(t, s, 16)
			scannertest.Until(t, "frames come", func() bool { return frames.Load() >= 5 })
			if n := odd.Load(); n > 0 {
				t.Errorf("%d of %d frames are no colour bars of 640x360", n, frames.Load())
			}
			if got := s.Pace().Mode; got.Format != w.format {
				t.Errorf("the mode is %v", got)
			}
			if w.packing == plane {
				return
			}
			drive(t, "unbind")
			scannertest.Until(t, "it says that the camera is gone", func() bool { return !s.Report().Present })
			before := frames.Load()
			drive(t, "bind")
			scannertest.Until(t, "frames come again", func() bool { return frames.Load() >= before+5 })
		})
	}
}

// drive binds vivid's driver to its camera, or takes it away.
func drive(t *testing.T, how string) {
	t.Helper()
	if err := os.WriteFile("/sys/bus/platform/drivers/vivid/"+how, []byte("vivid.0"), 0); err != nil {
		t.Fatal(err)
	}
}

// swing is the darkest and the brightest of a picture.
func swing(p *image.Gray) (dark, bright int) {
	dark = 255
	for y := range p.Rect.Dy() {
		for _, v := range p.Pix[y*p.Stride:][:p.Rect.Dx()] {
			dark, bright = min(dark, int(v)), max(bright, int(v))
		}
	}
	return dark, bright
}
