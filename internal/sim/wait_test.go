package sim

import (
	"bytes"
	"context"
	"sync"
	"time"
)

// away waits until somebody is switched on again. What is ordered meanwhile is
// done; an order to restart ends the waiting.
func away(ctx context.Context, lasts time.Duration, orders <-chan order, obey func(fault)) {
	t := time.NewTimer(lasts)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
			return
		case o := <-orders:
			obey(o.f)
			if o.f.kind == restarted {
				return
			}
		}
	}
}

// pause waits, or until ctx ends.
func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}

// lockedBuffer is a log in memory.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
