package node

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"endcap/configs"
	"endcap/device"
	"endcap/device/intake"
	"endcap/internal/store"
	"endcap/scanner"
	"endcap/scanner/gs1"
)

// gate is one source of symbols on its way to the controller. A scan that
// cannot be stored waits here, and with it everything behind it: the source
// drops nothing.
type gate struct {
	source scanner.Source
	device role
	shop   gs1.Shop
	now    func() time.Time
	repeat *scanner.Repeat
	log    *slog.Logger

	last  atomic.Pointer[time.Time]
	fault atomic.Pointer[string] // why a scan waits
	doubt atomic.Pointer[doubt]
}

// doubt is how a scanner, or what the device knows of the shop's numbers,
// seems to be set up wrongly.
type doubt struct {
	text string
	at   time.Time
}

func openGates(c configs.Config, shop gs1.Shop, st *store.Store, to role, now func() time.Time, log *slog.Logger) []*gate {
	var gates []*gate
	for _, s := range c.Scanners {
		l := log.With(slog.String("scanner", string(s.Name)))
		if source := source(s, shop, st.Seen, l); source != nil {
			gates = append(gates, &gate{source: source, device: to, shop: shop, now: now, repeat: &scanner.Repeat{Hold: hold(s)}, log: l})
		}
	}
	return gates
}

// hold is how long a code must be away to count again. Who pulls a trigger
// twice has two things; a picture of one shows it as long as it is there.
func hold(s configs.Scanner) time.Duration {
	if s.Folder == "" && s.Camera == nil {
		return triggered
	}
	return scanner.RepeatHold
}

// run passes symbols on until ctx ends, or until the store can take no more
// before the program is started again.
func (g *gate) run(ctx context.Context) error {
	ctx, end := context.WithCancelCause(ctx)
	defer end(nil)
	for ctx.Err() == nil {
		if err := g.source.Read(ctx, func(sym scanner.Symbol) { g.pass(ctx, end, sym) }); ctx.Err() == nil {
			g.say(err)
			pause(ctx, again)
		}
	}
	if err := context.Cause(ctx); errors.Is(err, store.ErrBroken) {
		return err
	}
	return nil
}

func (g *gate) pass(ctx context.Context, end context.CancelCauseFunc, sym scanner.Symbol) {
	if g.repeat.Seen(sym) {
		return
	}
	now := time.Now()
	g.last.Store(&now)
	for _, over := range sym.Passed {
		if _, card := intake.Card(over.Text); card {
			continue // what a card tells stands in no log
		}
		g.log.Info("a code was passed over", slog.String("for", sym.Text), slog.String("code", over.Text), slog.String("why", over.Why))
	}
	thing := intake.Read(sym, g.shop, g.now())
	if _, card := thing.Card(); !card {
		g.log.Debug("read", slog.Any("scan", thing.Scan))
	}
	g.question(thing.Scan.Warnings, now)
	for ctx.Err() == nil {
		err := g.device.Scan(ctx, thing)
		if err == nil {
			g.fault.Store(nil)
			return
		}
		g.say(err)
		switch {
		case errors.Is(err, store.ErrBroken):
			end(err)
		case errors.Is(err, store.ErrStep):
			return // it will never be stored, and what comes behind it may be
		}
		pause(ctx, again)
	}
}

// question keeps what a code says about the scanner that read it: a lot that
// swallowed an expiry date is the fault of a setting, not of the shopper.
func (g *gate) question(warnings []gs1.Warning, now time.Time) {
	for _, w := range warnings {
		if w.Code != gs1.WarnLostSeparator && w.Code != gs1.WarnNoLayout {
			continue
		}
		if d := g.doubt.Swap(&doubt{w.Text, now}); d == nil || d.text != w.Text {
			g.log.Warn("a code leaves a doubt", slog.String("code", w.Code), slog.String("text", w.Text))
		}
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
	r := scanner.Report{Present: true}
	if source, ok := g.source.(scanner.Reporter); ok {
		r = source.Report()
		h.Text = r.String() + ", " + h.Text
	}
	recent := func(t time.Time) bool { return time.Since(t) < doubtFor }
	poor := func(text string) { h.State, h.Text = device.Poor, text }
	fault, d := g.fault.Load(), g.doubt.Load()
	switch {
	case fault != nil:
		poor(*fault)
	case !r.Present && r.Fault != "":
		h.State, h.Text, h.Since = device.Missing, r.Fault, r.Since
	case recent(r.AlarmAt):
		poor(r.Alarm)
	case d != nil && recent(d.at):
		poor(d.text)
	case recent(r.FaultAt) && r.FaultAt.After(r.ReadAt) && r.FaultAt.After(r.Since): // it has not worked since
		poor(r.Fault)
	}
	return h
}

// absent says why the source cannot be read, or nothing.
func (g *gate) absent() string {
	if r, ok := g.source.(scanner.Reporter); ok {
		if report := r.Report(); !report.Present {
			return cmp.Or(report.Fault, "not looked for yet")
		}
	}
	return ""
}

func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}
