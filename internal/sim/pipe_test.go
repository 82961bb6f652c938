package sim

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"

	"endcap/sync/mqtt"
	"endcap/sync/wire"
)

// storm is what happens to the messages of a device, both ways. A network
// under TCP does none of it; brokers that route over several paths, bridge,
// or fail over do all.
type storm struct {
	mu                  sync.Mutex
	rand                *rand.Rand
	lose, double, delay float64
	most                time.Duration // of a delay
}

func newStorm(seed uint64) *storm {
	r := rand.New(rand.NewPCG(seed, 2))
	return &storm{
		rand: r, lose: r.Float64() * 0.4, double: r.Float64() * 0.4, delay: r.Float64() * 0.5,
		most: time.Duration(1+r.IntN(60)) * time.Second,
	}
}

// fate says when each copy of a message arrives: none is a message lost.
func (s *storm) fate() []time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.rand.Float64() < s.lose {
		return nil
	}
	out := []time.Duration{0}
	if s.rand.Float64() < s.double {
		out = append(out, 0)
	}
	for i := range out {
		if s.rand.Float64() < s.delay {
			out[i] = time.Duration(s.rand.Int64N(int64(s.most)))
		}
	}
	return out
}

// pipe is a connection in the weather.
type pipe struct {
	*mqtt.Conn
	d    *device
	down chan wire.Message
}

func newPipe(d *device, c *mqtt.Conn) *pipe {
	p := &pipe{Conn: c, d: d, down: make(chan wire.Message)}
	go func() {
		for {
			select {
			case <-c.Done():
				return
			case m := <-c.Messages():
				p.carry(m, p.deliver)
			}
		}
	}()
	return p
}

func (p *pipe) Messages() <-chan wire.Message { return p.down }

func (p *pipe) deliver(m wire.Message, _ bool) {
	select {
	case p.down <- m:
	case <-p.Done():
	}
}

// Send is the way up. Only what goes with QoS 0 may be lost without a word.
func (p *pipe) Send(ctx context.Context, m wire.Message) (err error) {
	if m.QoS > 0 {
		return p.Conn.Send(ctx, m)
	}
	p.carry(m, func(m wire.Message, late bool) {
		if late {
			ctx, stop := context.WithTimeout(context.Background(), time.Minute)
			defer stop()
			_ = p.Conn.Send(ctx, m)
			return
		}
		err = p.Conn.Send(ctx, m)
	})
	return err
}

// carry lets a message arrive now, later, twice, or never.
func (p *pipe) carry(m wire.Message, arrive func(m wire.Message, late bool)) {
	p.d.mu.Lock()
	s := p.d.storm
	p.d.mu.Unlock()
	if s == nil {
		arrive(m, false)
		return
	}
	fate := s.fate()
	if len(fate) != 1 || fate[0] != 0 {
		p.d.w.count("messages lost, doubled or late", 1)
	}
	for _, late := range fate {
		if late == 0 {
			arrive(m, false)
			continue
		}
		go func() {
			t := time.NewTimer(late)
			defer t.Stop()
			select {
			case <-t.C:
				arrive(m, true)
			case <-p.Done():
			}
		}()
	}
}
