package camera

import (
	"context"
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

// patience is for emulated processors that others need too.
const patience = time.Minute

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

// start reads until the test ends.
func (b *bench) start(t testing.TB) <-chan scanner.Symbol {
	t.Helper()
	out, done := make(chan scanner.Symbol, 16), make(chan error, 1)
	ctx, stop := context.WithCancel(context.Background())
	go func() { done <- b.Read(ctx, func(s scanner.Symbol) { out <- s }) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return out
}

func next(t testing.TB, out <-chan scanner.Symbol) scanner.Symbol {
	t.Helper()
	select {
	case s := <-out:
		return s
	case <-time.After(patience):
		t.Fatal("nothing was read")
		return scanner.Symbol{}
	}
}

// until waits for what becomes true soon.
func until(t testing.TB, what string, true func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !true(); time.Sleep(tick) {
		if time.Now().After(end) {
			t.Fatalf("%s: not in %v", what, patience)
		}
	}
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
