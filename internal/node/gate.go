package node

import (
	"context"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"endcap/configs"
	"endcap/device"
	"endcap/internal/store"
	"endcap/scanner"
	"endcap/scanner/imagefile"
)

// again is the wait before a scan that could not be stored is tried again.
const again = time.Second

// gate is one source of symbols on its way to the controller. A scan that
// cannot be stored waits here, and with it everything behind it: the source
// drops nothing.
type gate struct {
	source scanner.Source
	device role
	repeat *scanner.Repeat
	log    *slog.Logger

	last  atomic.Pointer[time.Time]
	fault atomic.Pointer[string]
}

func openGates(c configs.Config, st *store.Store, device role, log *slog.Logger) []*gate {
	var gates []*gate
	for _, s := range c.Scanners {
		l := log.With(slog.String("scanner", string(s.Name)))
		gates = append(gates, &gate{
			source: imagefile.New(string(s.Name), string(s.Folder), time.Duration(s.Every), st.Seen, l),
			device: device, repeat: &scanner.Repeat{}, log: l,
		})
	}
	return gates
}

func (g *gate) run(ctx context.Context) error {
	for ctx.Err() == nil {
		err := g.source.Read(ctx, func(sym scanner.Symbol) { g.pass(ctx, sym) })
		if ctx.Err() != nil {
			return nil
		}
		g.say(err)
		pause(ctx, again)
	}
	return nil
}

func (g *gate) pass(ctx context.Context, sym scanner.Symbol) {
	if g.repeat.Seen(sym) {
		return
	}
	now := time.Now()
	g.last.Store(&now)
	for ctx.Err() == nil {
		err := g.device.Scan(ctx, sym)
		if err == nil {
			g.fault.Store(nil)
			return
		}
		g.say(err)
		pause(ctx, again)
	}
}

func (g *gate) say(err error) {
	if err == nil {
		return
	}
	text := err.Error()
	g.fault.Store(&text)
	g.log.Warn("the scanner has to wait", slog.Any("error", err))
}

// health is the technician's line about the source.
func (g *gate) health() device.Health {
	h := device.Health{Part: "scanner " + g.source.String(), State: device.Well, Text: "nothing read yet"}
	if t := g.last.Load(); t != nil {
		h.Text, h.Since = fmt.Sprintf("last read %s ago", time.Since(*t).Round(time.Second)), *t
	}
	if text := g.fault.Load(); text != nil {
		h.State, h.Text = device.Poor, *text
	}
	return h
}

func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}
