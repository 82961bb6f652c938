package mqtttest

import (
	"cmp"
	"io"
	"net"
	"os"
	"sync"
	"syscall"
	"time"
)

// buffer is how many bytes are under way in one direction before a write
// waits, if the weather says nothing else.
const buffer = 64 << 10

// half is one direction of a connection. It has no goroutine of its own: a
// read waits until the bytes are due.
type half struct {
	link *Link

	mu     sync.Mutex
	queue  []piece
	size   int       // bytes in queue
	last   time.Time // when the newest of them is due
	reset  bool      // both sides are told, and what is under way is gone
	hungUp bool      // the writer has closed
	gone   bool      // the reader has closed
	wake   chan struct{}
	reads  time.Time // deadlines, zero for none
	writes time.Time
}

// piece is what travels together.
type piece struct {
	due   time.Time
	bytes []byte
}

func newHalf(l *Link) *half { return &half{link: l, wake: make(chan struct{})} }

// change does something to h and wakes whoever waits.
func (h *half) change(do func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	do()
	close(h.wake)
	h.wake = make(chan struct{})
}

// try does something, again after every change and when it is due, until it
// is done or the deadline has come.
func (h *half) try(deadline *time.Time, do func(now time.Time) (done bool, due time.Time)) error {
	for {
		h.mu.Lock()
		now, by, wake := time.Now(), *deadline, h.wake
		if !by.IsZero() && !now.Before(by) {
			h.mu.Unlock()
			return os.ErrDeadlineExceeded
		}
		done, due := do(now)
		h.mu.Unlock()
		if done {
			return nil
		}
		if due.IsZero() || (!by.IsZero() && by.Before(due)) {
			due = by
		}
		var alarm <-chan time.Time
		if !due.IsZero() {
			alarm = time.After(due.Sub(now))
		}
		select {
		case <-wake:
		case <-alarm:
		}
	}
}

func (h *half) read(p []byte) (n int, err error) {
	late := h.try(&h.reads, func(now time.Time) (bool, time.Time) {
		switch {
		case h.gone:
			err = net.ErrClosed
			return true, time.Time{}
		case h.reset:
			err = syscall.ECONNRESET
			return true, time.Time{}
		case h.link.held():
			return false, time.Time{}
		case len(h.queue) == 0:
			if h.hungUp {
				err = io.EOF
			}
			return h.hungUp, time.Time{}
		case now.Before(h.queue[0].due):
			return false, h.queue[0].due
		}
		first := &h.queue[0]
		n = copy(p, first.bytes)
		if first.bytes = first.bytes[n:]; len(first.bytes) == 0 {
			h.queue = h.queue[1:]
		}
		h.size -= n
		return true, time.Time{}
	})
	if n > 0 {
		h.change(func() {}) // there is room again
	}
	if late != nil {
		err = late
	}
	return n, err
}

func (h *half) write(p []byte) (n int, err error) {
	for n < len(p) && err == nil {
		late := h.try(&h.writes, func(now time.Time) (bool, time.Time) {
			room := min(len(p)-n, max(0, cmp.Or(h.link.weather().Buffer, buffer)-h.size))
			switch {
			case h.hungUp:
				err = net.ErrClosed
			case h.reset:
				err = syscall.ECONNRESET
			case h.gone && !h.link.held():
				err = syscall.EPIPE
			case room == 0:
				return false, time.Time{}
			default:
				h.put(now, p[n:n+room])
				n += room
			}
			return true, time.Time{}
		})
		if late != nil {
			return n, late
		}
		h.change(func() {}) // there is something to read
	}
	return n, err
}

// put sends bytes off, in the pieces and at the pace of the weather.
func (h *half) put(now time.Time, b []byte) {
	w := h.link.weather()
	slice := len(b)
	if w.Slice > 0 {
		slice = w.Slice
	}
	due := now
	if w.Delay != nil {
		due = now.Add(w.Delay())
	}
	if due.Before(h.last) { // the order is kept
		due = h.last
	}
	h.size += len(b)
	for len(b) > 0 {
		part := append([]byte(nil), b[:min(slice, len(b))]...)
		b = b[len(part):]
		if w.Rate > 0 {
			due = due.Add(time.Duration(len(part)) * time.Second / time.Duration(w.Rate))
		}
		h.queue, h.last = append(h.queue, piece{due, part}), due
	}
}
