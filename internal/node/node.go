// Package node is one device put together; the order of its lines is the
// order of dependency.
package node

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"golang.org/x/sync/errgroup"

	"endcap/configs"
	"endcap/device/board"
	"endcap/device/clock"
	"endcap/device/intake"
	"endcap/internal/diag"
	"endcap/internal/store"
	"endcap/internal/web"
)

// Options are what the configuration does not say.
type Options struct {
	Version string
	Log     *slog.Logger
	// System looks at the system's clocks; nil is this machine's. A test or a
	// simulation gives it wrong ones.
	System func() clock.Look
}

// role is the controller of a cart or of a shelf.
type role interface {
	Run(ctx context.Context) error
	Scan(ctx context.Context, thing intake.Thing) error
	BookChanged()
	Watch() (changed <-chan struct{}, stop func())
}

// Run runs the device until ctx ends, and returns when everything that it
// started has ended. A part that is missing is a line on the status page; an
// error means that the device cannot do its work at all.
func Run(ctx context.Context, c configs.Config, o Options) (err error) {
	started := time.Now()
	log := o.Log.With(slog.String("device", string(c.Device)))
	watch := newWatch(started, o.System)
	st, err := store.Open(string(c.Data), store.Options{Address: address(c), Clock: watch.quality, Log: log, MaxSize: int64(c.Quota)})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	if err := watch.remember(st); err != nil {
		return err
	}
	parts, err := board.Open(board.Options{Kind: string(c.Board), Dir: string(c.Data), Parts: wiring(c), Log: log})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, parts.Close()) }()
	uplink, err := newUplink(c, st, watch, o.Version, log)
	if err != nil {
		return err
	}
	shop, dictionary := openShop(c)
	device, pages := join(c, shop, st, parts, uplink, watch.now, log)
	gates := openGates(c, shop, st, device, watch.now, log)
	port := func(name string, at configs.Listen, h http.Handler) (*web.Server, error) {
		return web.Listen(ctx, web.Port{Name: name, Addr: string(at)}, h, log)
	}
	screen, err := port("screen", c.Screen.Listen, pages)
	if err != nil {
		return err
	}
	sight := sight{c, o.Version, started, st, parts, gates, dictionary, uplink, nil, watch, log}
	if uplink != nil {
		sight.duty = newDuty(sight, device)
	}
	technician, err := port("diagnostics", c.Diag.Listen, diag.Handler(sight.options()))
	if err != nil {
		return err
	}

	all, ctx := errgroup.WithContext(ctx)
	run := func(name string, f func(context.Context) error) {
		all.Go(func() error {
			if err := f(ctx); err != nil && ctx.Err() == nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			return nil
		})
	}
	begun, stop := device.Watch()
	defer stop()
	run("controller", device.Run)
	select {
	case <-begun: // the basket is read; nobody ever sees an empty one
	case <-ctx.Done():
		return all.Wait()
	}
	run("screen", screen.Run)
	run("diagnostics", technician.Run)
	run("price book", func(ctx context.Context) error { return follow(ctx, st, device, watch, log) })
	run("clock", func(ctx context.Context) error { return watch.run(ctx, st, log) })
	for _, g := range gates {
		run(g.source.String(), g.run)
	}
	if uplink != nil {
		run("uplink", uplink.Run)
		run("commands", sight.duty.Run)
		run("health", sight.tellHealth)
	}
	log.Info("ready", slog.String("screen", screen.URL()), slog.String("diag", technician.URL()),
		slog.Float64("took_ms", float64(time.Since(started).Microseconds())/1000))
	return all.Wait()
}

// follow tells the controller, and headquarters, of each price book that
// comes into force.
func follow(ctx context.Context, st *store.Store, device role, watch *watch, log *slog.Logger) error {
	changed, stop := st.Watch()
	defer stop()
	now, _ := st.Book()
	known := now.Edition()
	for {
		if m, ok := st.Book(); ok && m.Edition() != known {
			known = m.Edition()
			watch.made(m)
			log.Info("price book in force", slog.Uint64("version", m.Version), slog.Int("products", m.Products), slog.Int("offers", m.Offers), slog.Int("sheets", m.Sheets))
			device.BookChanged()
			debug.FreeOSMemory() // what loading a book took is more than all the rest, and comes once a day
		}
		err := st.TellSwitch(ctx, watch.now())
		if errors.Is(err, store.ErrBroken) {
			return err // only a new start mends it
		}
		if err != nil && ctx.Err() == nil {
			log.Warn("headquarters is not told of the price book yet", slog.Any("error", err))
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return nil
		}
	}
}
