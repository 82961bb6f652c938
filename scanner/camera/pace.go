package camera

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

// Pace is how fast frames are read. What is counted is counted since the
// start; the rate and the times are those of the last seconds.
type Pace struct {
	Mode    Mode
	Frames  uint64 // that were read
	Dropped uint64 // that came while another one was read
	Broken  uint64 // that came incomplete

	Rate float64 // frames read a second
	// Wait, Copy and Read are the mean time for a frame to come, to take its
	// light out of it and to look for symbols in it.
	Wait, Copy, Read time.Duration
}

// String returns it in the words of a technician.
func (p Pace) String() string {
	if p.Mode == (Mode{}) {
		return "no frame came yet"
	}
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	return fmt.Sprintf("%v, %.1f frames a second: %.1f ms wait, %.1f ms copy, %.1f ms read; %d read, %d passed over, %d broken",
		p.Mode, p.Rate, ms(p.Wait), ms(p.Copy), ms(p.Read), p.Frames, p.Dropped, p.Broken)
}

// pace measures. It is written by the goroutine that reads frames, dropped by
// the one that takes them.
type pace struct {
	frames, dropped, broken atomic.Uint64

	mu   sync.Mutex
	last Pace
	// The span that is measured now.
	since            time.Time
	n                int
	wait, copy, read time.Duration
}

func (p *pace) begin(m Mode) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.last = Pace{Mode: m}
	p.since, p.n, p.wait, p.copy, p.read = time.Now(), 0, 0, 0, 0
}

func (p *pace) add(wait, copied, read time.Duration) {
	p.frames.Add(1)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.n++
	p.wait, p.copy, p.read = p.wait+wait, p.copy+copied, p.read+read
	now := time.Now()
	span := now.Sub(p.since)
	if span < measure {
		return
	}
	n := time.Duration(p.n)
	p.last.Rate = float64(p.n) / span.Seconds()
	p.last.Wait, p.last.Copy, p.last.Read = p.wait/n, p.copy/n, p.read/n
	p.since, p.n, p.wait, p.copy, p.read = now, 0, 0, 0, 0
}

func (p *pace) get() Pace {
	p.mu.Lock()
	defer p.mu.Unlock()
	got := p.last
	if time.Since(p.since) > 2*measure {
		got.Rate = 0 // the camera is gone
	}
	got.Frames, got.Dropped, got.Broken = p.frames.Load(), p.dropped.Load(), p.broken.Load()
	return got
}
