package camera

import (
	"image"
	"log/slog"
	"sync"
	"testing"
	"time"

	"endcap/scanner"
	"endcap/scanner/decode"
	"endcap/scanner/plug"
	"endcap/scanner/scene"
	"endcap/scanner/write"
)

const wide, high = 320, 240

var shelfcam = plug.ID{Vendor: 0x1bcf, Product: 0x2b8a}

func label(t testing.TB, text string) *image.Gray {
	t.Helper()
	code, err := write.QR(text)
	if err != nil {
		t.Fatal(err)
	}
	return scene.Picture(code, scene.Options{Width: wide, Height: high})
}

// bench is a source, a camera before it and a hand that holds labels.
type bench struct {
	*Source
	shop *shop
	cam  *fake
	hand *hand
}

func newBench(t testing.TB, o Options) *bench {
	t.Helper()
	h := &hand{read: decode.NewReader().Read, once: scanner.Repeat{Hold: time.Hour}, empty: image.NewGray(image.Rect(0, 0, wide, high))}
	cam := &fake{name: "shelfcam", port: "1-1", usb: shelfcam, scene: h.scene, modes: []Mode{{fourCC("YUYV"), wide, high, 30}}}
	shop := &shop{here: map[string]*fake{"/dev/video0": cam}}
	s := New("front", o, h, slog.New(slog.DiscardHandler))
	s.kernel = shop
	return &bench{s, shop, cam, h}
}

// hand holds labels before a camera, each until it was read.
type hand struct {
	mu    sync.Mutex
	wait  []*image.Gray
	empty *image.Gray
	read  func(*image.Gray) []scanner.Symbol
	once  scanner.Repeat
}

func (h *hand) show(p *image.Gray) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.wait = append(h.wait, p)
}

func (h *hand) scene() *image.Gray {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.wait) == 0 {
		return h.empty
	}
	return h.wait[0]
}

// Look reads a label once, and lets it be taken away.
func (h *hand) Look(p *image.Gray, at time.Time) (fresh []scanner.Symbol) {
	for _, sym := range h.read(p) {
		sym.At = at
		if h.once.Seen(sym) {
			continue
		}
		fresh = append(fresh, sym)
		h.mu.Lock()
		h.wait = h.wait[1:]
		h.mu.Unlock()
	}
	return fresh
}
