package sim

import (
	"context"
	"crypto/ed25519"
	"math/rand/v2"
	"time"

	"endcap/internal/hq/ledger"
	"endcap/internal/store"
	"endcap/sync/wire"
)

// What the script does to devices and to headquarters while they run.

func (d *device) order(f fault) {
	select {
	case d.orders <- order{f: f}:
	default: // so much is ordered already that one more makes no difference
	}
}

func (d *device) living() *life {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.life
}

func (d *device) arm(f fault) {
	l := d.living()
	if l == nil {
		return
	}
	file := store.StateFile
	if f.kind == powerCatalog {
		file = store.CatalogFile
	}
	l.disk.arm(file, &powerCut{n: f.n, rand: rand.New(rand.NewPCG(f.seed, 5))})
}

func (d *device) fill(full bool) {
	if l := d.living(); l != nil {
		l.disk.fill(full)
	}
}

func (d *device) set(s *storm) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.storm = s
}

// mend lets the line work, if there is somebody at this end of it.
func (d *device) mend() {
	if l := d.living(); l != nil {
		l.disk.mend()
	}
}

// turnClock sets the device's clock wrong, or right again.
func (d *device) turnClock(r *rand.Rand) {
	d.mu.Lock()
	defer d.mu.Unlock()
	now := time.Now()
	switch r.IntN(5) {
	case 0: // a board without a battery
		d.skew, d.clock = time.Date(1970, 1, 1, 0, 0, r.IntN(1000), 0, time.UTC).Sub(now), wire.ClockNone
	case 1:
		d.skew, d.clock = 10*365*24*time.Hour, wire.ClockRTC
	case 2:
		d.skew, d.clock = -2*time.Hour, wire.ClockRTC
	case 3:
		d.skew, d.clock = time.Hour, wire.ClockNTP
	default:
		d.skew, d.clock = 0, wire.ClockHQ
	}
}

func (h *hq) order(f fault) {
	select {
	case h.orders <- order{f: f}:
	default:
	}
}

func (h *hq) arm(f fault) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.kill = nil
	if f.n > 0 {
		h.kill = &hqKill{f.n, f.kind == hqKilledAfter, f.lasts}
	}
}

func (h *hq) fill(full bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.full = full
}

// ledger returns the open ledger, for one question.
func (h *hq) ledger() (*ledger.Ledger, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.office == nil {
		return nil, errAway
	}
	return h.office.ledgers[0], nil
}

// newest returns the manifest of the newest book, an empty one for none.
func (h *hq) newest() (m wire.Manifest, err error) {
	l, err := h.ledger()
	if err != nil {
		return m, err
	}
	head, err := l.Head(context.Background(), tenant, shop)
	if err != nil || head == nil {
		return m, err
	}
	return wire.OpenBook(*head, h.w.key.Public().(ed25519.PublicKey))
}

func (h *hq) fleet() ([]ledger.Device, error) {
	l, err := h.ledger()
	if err != nil {
		return nil, err
	}
	return l.Devices(context.Background())
}
