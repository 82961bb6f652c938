package session_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"endcap/sync/session"
	"endcap/sync/wire"
)

// All devices of a store lose their line at the same moment. However long it
// was away, and why, no tenth of the time in which they come back is most of
// theirs, and each comes once.
func TestSession_ACrowdDoesNotComeBackAtOnce(t *testing.T) {
	const many = 200
	for name, c := range map[string]struct {
		why  error // why no line can be had while it is away
		twin bool
		away time.Duration
		span time.Duration // from the first to come back to the last
	}{
		"a line that breaks":          {span: 200 * time.Millisecond},
		"no broker for an hour":       {why: errors.New("no route to host"), away: time.Hour, span: session.DefaultMaxWait},
		"refused by every broker":     {why: session.ErrRefused, away: time.Hour, span: 10 * session.DefaultMaxWait},
		"each is taken for its twin":  {twin: true, away: time.Minute, span: 150 * time.Second},
		"a broker that was restarted": {why: errors.New("connection refused"), away: 5 * time.Second, span: 5 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var mu sync.Mutex
				var dials []time.Time
				shops := make([]*shop, many)
				for i := range shops {
					shops[i] = open(t, func(o *session.Options, s *shop) {
						s.hq.twin = c.twin
						o.Dial = func(ctx context.Context, broker string, will wire.Message, filters []string) (session.Pipe, error) {
							mu.Lock()
							dials = append(dials, time.Now())
							mu.Unlock()
							return s.net.dial(ctx, broker, will, filters)
						}
					})
				}
				time.Sleep(time.Second)
				for _, s := range shops {
					if !c.twin { // a twin goes by itself
						s.net.cut(c.why)
					}
				}
				time.Sleep(c.away)
				mu.Lock()
				dials = nil
				mu.Unlock()
				for _, s := range shops {
					s.hq.do(func() { s.hq.twin = false })
					s.net.cut(nil)
				}
				time.Sleep(10 * time.Minute)
				mu.Lock()
				defer mu.Unlock()
				most := 0
				for i, first := range dials {
					n := 0
					for ; i+n < len(dials) && dials[i+n].Sub(first) <= c.span/10; n++ {
					}
					most = max(most, n)
				}
				if len(dials) != many || most > many/2 {
					t.Errorf("%d dialled %d times, %d of them within %s", many, len(dials), most, c.span/10)
				}
			})
		})
	}
}
