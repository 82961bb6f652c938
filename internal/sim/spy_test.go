package sim

import (
	"context"
	"time"

	"endcap/internal/store"
	"endcap/sync/wire"
)

// witness is a store that looks who makes it forget.
type witness struct {
	*store.Store
	d *device
}

// Switch checks that no book comes into force before its time, neither by the
// device's clock nor in truth. (I17)
func (s *witness) Switch(ctx context.Context, m wire.Manifest) error {
	if now := time.Now(); m.NotBefore.After(now) && m.NotBefore.After(s.d.now()) {
		s.d.w.fail("I17: %s puts book %s in force at %s, %s before its time", s.d.at.Device, m.Edition(), now, m.NotBefore.Sub(now))
	}
	if !m.NotBefore.IsZero() {
		s.d.w.count("price books put in force at closing time", 1)
	}
	return s.Store.Switch(ctx, m)
}

// Forget checks that a ledger had what is forgotten, in that moment. (I2, I3)
func (s *witness) Forget(ctx context.Context, stream wire.Stream, upto uint64) error {
	for _, p := range s.Positions() {
		if p.Stream != stream {
			continue
		}
		base, _, ok := s.Locate(wire.Mark{Stream: stream, Incarnation: p.Incarnation})
		if last := min(upto, base+p.Next-1); ok && last > base {
			if k := (markKey{s.d.at, stream, p.Incarnation}); !s.d.w.hq.holds(k, last-base) {
				s.d.w.fail("I2: %s forgets %s events of %s up to %d, which are in no ledger", s.d.at.Device, stream, p.Incarnation, last-base)
			}
		}
	}
	err := s.Store.Forget(ctx, stream, upto)
	if err == nil {
		s.d.w.count("watermarks moved", 1)
	}
	return err
}
