package sim

import (
	"context"
	"crypto/ed25519"
	"errors"
	"log/slog"
	"math/rand/v2"
	"path/filepath"
	"sync"
	"time"

	"endcap/internal/store"
	"endcap/sync/mqtt"
	"endcap/sync/mqtttest"
	"endcap/sync/session"
	"endcap/sync/wire"
)

// device is one device, which is on most of the time.
type device struct {
	w      *world
	at     wire.Address
	dir    string
	link   *mqtttest.Link
	rand   *rand.Rand // of its own goroutine
	log    *slog.Logger
	text   lockedBuffer
	orders chan order

	mu    sync.Mutex
	skew  time.Duration // of its clock
	clock wire.Clock
	storm *storm // messages lost, doubled, late; nil for none
	life  *life  // nil while it is off
	truth truth
	kept  []keepsake // copies of its folder, the oldest first
}

// order is something to be done to a device that is off meanwhile.
type order struct{ f fault }

// life is a device from being switched on until it is off.
type life struct {
	disk    *disk
	store   *store.Store
	session *session.Session
	stop    context.CancelFunc
	all     sync.WaitGroup
	book    wire.Edition // the newest that checkBook has looked at; of follow
}

func newDevice(w *world, name, dir string) *device {
	d := &device{
		w: w, at: wire.Address{Tenant: tenant, Store: shop, Device: name}, dir: filepath.Join(w.dir, dir),
		link: w.broker.Link(), rand: w.random(dir), orders: make(chan order, 64), clock: wire.ClockNTP,
	}
	d.log = slog.New(slog.NewTextHandler(&d.text, &slog.HandlerOptions{Level: slog.LevelInfo}))
	return d
}

// now is what the device's clock shows.
func (d *device) now() time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	return time.Now().Add(d.skew)
}

func (d *device) quality() wire.Clock {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.clock
}

// live runs the device until ctx ends, and leaves it off.
func (d *device) live(ctx context.Context) {
	for first := true; ctx.Err() == nil; first = false {
		if !first {
			d.w.count("reopenings", 1)
		}
		if err := d.on(); err != nil {
			if errors.Is(err, errDead) || errors.Is(err, errPower) {
				continue // it went again while it was coming
			}
			d.w.fail("I12: %s cannot be opened without a person: %v", d.at.Device, err)
			return
		}
		var o order
		select {
		case <-ctx.Done():
			d.off(true)
			return
		case <-d.life.disk.died:
			o.f.lasts = time.Duration(1+d.rand.IntN(60)) * time.Second
			d.off(false)
		case o = <-d.orders:
			switch o.f.kind {
			case killed:
				d.life.disk.kill()
				d.off(false)
			default:
				d.off(d.rand.IntN(2) == 0)
			}
			d.obey(o.f)
		}
		away(ctx, o.f.lasts, d.orders, d.obey)
	}
}

// on opens the store, settles what was not certain, and starts everything.
func (d *device) on() error {
	l := &life{}
	l.disk = newDisk(d.dir, d.link.Cut, d.link.Mend)
	d.link.Mend()
	st, err := store.Open(d.dir, store.Options{
		Address: d.at, Clock: d.quality, Log: d.log, MaxSize: d.w.script.size, Commit: l.disk.commit,
	})
	if err != nil {
		return err
	}
	l.store = st
	changed, unwatch := st.Watch()
	s, err := session.New(session.Options{
		Address: d.at, Role: "cart", Version: "sim", Brokers: []string{"mqtt://one", "mqtt://two"}, Keys: []ed25519.PublicKey{d.w.key.Public().(ed25519.PublicKey)},
		Store: &witness{Store: st, d: d}, Book: func() uint64 { m, _ := st.Book(); return m.Version }, Changed: changed,
		Clock: func() wire.Reading { return wire.Reading{Wall: d.now(), Mono: 1, Clock: d.quality()} },
		Room:  func() int64 { return st.Stats().RoomBytes },
		Dial:  d.dial, MaxWait: d.w.script.maxWait, Log: d.log,
	})
	if err != nil {
		return errors.Join(err, st.Close())
	}
	l.session = s
	d.mu.Lock()
	d.life = l
	d.mu.Unlock()
	d.settle(l)
	d.checkStore(l)
	ctx, stop := context.WithCancel(context.Background())
	l.stop = stop
	l.all.Go(func() { defer unwatch(); _ = s.Run(ctx) })
	l.all.Go(func() { d.follow(ctx, l) })
	for i := range d.w.script.shoppers {
		r := rand.New(rand.NewPCG(d.rand.Uint64(), uint64(i)))
		l.all.Go(func() { d.shop(ctx, l, r) })
	}
	return nil
}

// off ends everything, with a goodbye or as a power cut does.
func (d *device) off(goodbye bool) {
	l := d.life
	if !goodbye {
		l.disk.kill()
	}
	l.stop()
	l.all.Wait()
	if err := l.store.Close(); err != nil {
		d.w.fail("%s cannot be closed: %v", d.at.Device, err)
	}
	l.disk.disarm()
	d.mu.Lock()
	d.life = nil
	d.mu.Unlock()
	cut, err := l.disk.settle()
	if err != nil {
		d.w.fail("%s: %v", d.at.Device, err)
	}
	if cut {
		d.w.count("power cuts at a commit", 1)
	}
}

// follow tells of each price book that comes into force, as the node does.
func (d *device) follow(ctx context.Context, l *life) {
	changed, stop := l.store.Watch()
	defer stop()
	for {
		d.checkBook(l)
		if err := l.store.TellSwitch(ctx, d.now()); errors.Is(err, store.ErrBroken) {
			d.broken(l)
			return
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return
		}
	}
}

// broken is what a supervisor does with a process whose disk failed.
func (d *device) broken(l *life) { l.disk.kill() }

// dial opens one connection to a broker, over the device's own line.
func (d *device) dial(ctx context.Context, broker string, will wire.Message, filters []string) (session.Pipe, error) {
	conn, err := mqtt.Dial(ctx, mqtt.Options{
		Broker: broker, ClientID: d.at.Tenant + "-" + d.at.Store + "-" + d.at.Device, Will: &will, Filters: filters, Log: d.log, Dial: d.link.Dial,
	})
	if err != nil {
		return nil, err
	}
	d.w.count("connections", 1)
	return newPipe(d, conn), nil
}
