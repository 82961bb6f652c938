package outbox

import (
	"testing"
	"time"
)

// A batch that was lost waits for four trips, not for twenty seconds; and no
// trip is learned from a batch that was sent twice.
func TestState_WaitsAsLongAsTripsTake(t *testing.T) {
	now := noon
	s, _ := State{}.On(Opened{Next: 1 << 20}, now)
	for i, batch := range []struct {
		want   time.Duration // how long it may take
		resent bool
		trip   time.Duration // how long it takes
	}{
		{want: 20 * time.Second, trip: 50 * time.Millisecond}, // nothing is known
		{want: 2 * time.Second, trip: time.Second},            // a short way
		{want: 4 * time.Second, resent: true, trip: 30 * time.Second},
		{want: 4 * time.Second, trip: 50 * time.Millisecond}, // which of the two came, nobody knows
		{want: 3500 * time.Millisecond, trip: time.Minute},   // better, little by little
		{want: 20 * time.Second},                             // a slow line
	} {
		last := uint64(i+1) * 100
		s, _ = s.On(Sent{last}, now)
		if got := s.Due().Sub(now); got != batch.want {
			t.Errorf("batch %d may take %s, want %s", i, got, batch.want)
		}
		if batch.resent {
			now = s.Due()
			s, _ = s.On(Tick{}, now)
			s, _ = s.On(Sent{last}, now)
		}
		now = now.Add(batch.trip)
		s, _ = s.On(Acked{Upto: last}, now)
	}
}
