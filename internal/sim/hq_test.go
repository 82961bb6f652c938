package sim

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync"
	"time"

	"endcap/internal/hq/ledger"
	"endcap/internal/hq/uplink"
	"endcap/offers/money"
	"endcap/sync/mqtttest"
	"endcap/sync/wire"
)

// hq is headquarters: one ledger, one uplink or two.
type hq struct {
	w      *world
	dir    string
	link   *mqtttest.Link
	log    *slog.Logger
	text   lockedBuffer
	orders chan order

	mu     sync.Mutex
	office *office // nil while it is away
	full   bool
	kill   *hqKill
	kept   []string // copies of the ledger
	// once is what ledgers held that are no more.
	once   map[numberKey]ledger.Entry
	uptos  map[markKey]uint64
	books  map[wire.Root]map[uint64]money.Amount // what was ever published
	press  chan struct{}                         // of one: held while a book is published. A mutex would stop the bubble's clock
	prices map[uint64]money.Amount               // of the newest
	anew   bool                                  // the next one begins an epoch
}

type markKey struct {
	from   wire.Address
	stream wire.Stream
	inc    string
}

type numberKey struct {
	markKey
	seq uint64
}

// office is headquarters from being started until it is ended.
type office struct {
	ledgers []*ledger.Ledger
	died    chan struct{}
	dead    bool
	gone    time.Duration // how long it stays away, when it was killed
	stop    context.CancelFunc
	ctx     context.Context
	all     sync.WaitGroup
}

// hqKill is a kill that waits for its COMMIT.
type hqKill struct {
	n     int
	after bool
	lasts time.Duration // until somebody starts it again
}

func newHQ(w *world) *hq {
	h := &hq{
		press: make(chan struct{}, 1),
		w:     w, dir: filepath.Join(w.dir, "hq"), link: w.broker.Link(), orders: make(chan order, 64),
		once: map[numberKey]ledger.Entry{}, uptos: map[markKey]uint64{}, books: map[wire.Root]map[uint64]money.Amount{}, prices: map[uint64]money.Amount{},
	}
	h.log = slog.New(slog.NewTextHandler(&h.text, &slog.HandlerOptions{Level: slog.LevelInfo}))
	return h
}

// commit is ledger.Options.Commit.
func (h *hq) commit(o *office) func(commit func() error) error {
	return func(commit func() error) error {
		h.mu.Lock()
		k := h.kill
		switch {
		case o.dead:
			h.mu.Unlock()
			return errDead
		case h.full:
			h.mu.Unlock()
			return ledger.ErrFull
		case k == nil || k.n > 1:
			if k != nil {
				k.n--
			}
			h.mu.Unlock()
			return commit()
		}
		defer h.mu.Unlock()
		h.kill = nil
		if k.after {
			if err := commit(); err != nil {
				return err
			}
		}
		h.end(o)
		o.gone = k.lasts
		return errPower
	}
}

// end is the moment from which headquarters neither writes nor speaks.
func (h *hq) end(o *office) {
	if !o.dead {
		o.dead = true
		h.link.Cut()
		close(o.died)
	}
}

// live runs headquarters until ctx ends, and leaves it away.
func (h *hq) live(ctx context.Context) {
	for ctx.Err() == nil {
		if err := h.on(); err != nil {
			h.w.fail("I12: headquarters cannot be started without a person: %v", err)
			return
		}
		var o order
		select {
		case <-ctx.Done():
		case <-h.office.died:
			o.f.lasts = h.office.gone
			h.w.count("headquarters killed", 1)
		case o = <-h.orders:
		}
		h.off()
		h.obey(o.f)
		away(ctx, o.f.lasts, h.orders, h.obey)
	}
}

func (h *hq) on() error {
	o := &office{died: make(chan struct{})}
	l, err := ledger.Open(context.Background(), ledger.Options{Dir: h.dir, Log: h.log, Commit: h.commit(o)})
	if err != nil {
		return err
	}
	h.link.Mend()
	o.ctx, o.stop = context.WithCancel(context.Background())
	o.ledgers = append(o.ledgers, l)
	h.mu.Lock()
	h.office = o
	h.mu.Unlock()
	h.listen(o.ctx, o, l)
	return nil
}

// listen lets an uplink answer out of a ledger.
func (h *hq) listen(ctx context.Context, o *office, l *ledger.Ledger) {
	up := uplink.New(uplink.Options{Broker: "mqtt://one", Tenant: tenant, Ledger: l, Log: h.log, Dial: h.link.Dial})
	o.all.Go(func() { _ = up.Run(ctx) })
}

// second lets another process answer out of the same file for a while.
func (h *hq) second(lasts time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	o := h.office
	if o == nil || o.dead {
		return
	}
	l, err := ledger.Open(context.Background(), ledger.Options{Dir: h.dir, Log: h.log, Commit: h.commit(o)})
	if err != nil {
		h.w.fail("a second headquarters cannot open the ledger: %v", err)
		return
	}
	o.ledgers = append(o.ledgers, l)
	ctx, stop := context.WithCancel(o.ctx)
	h.listen(ctx, o, l)
	o.all.Go(func() { defer stop(); pause(ctx, lasts) })
}

// off ends headquarters. Its line is cut first: nobody says goodbye.
func (h *hq) off() {
	o := h.office
	h.mu.Lock()
	h.end(o)
	h.mu.Unlock()
	o.stop()
	o.all.Wait()
	h.mu.Lock()
	defer h.mu.Unlock()
	h.office, h.kill = nil, nil
	h.remember(o.ledgers[0])
	for _, l := range o.ledgers {
		if err := l.Close(); err != nil {
			h.w.fail("the ledger cannot be closed: %v", err)
		}
	}
}

// remember notes how far a ledger came that is closed.
func (h *hq) remember(l *ledger.Ledger) {
	for _, d := range h.w.devices {
		streams, err := l.Streams(context.Background(), d.at)
		if err != nil {
			h.w.fail("headquarters: %v", err)
		}
		for _, s := range streams {
			k := markKey{d.at, s.Stream, s.Incarnation}
			h.uptos[k] = max(h.uptos[k], s.Upto)
		}
	}
}

// holds tells whether a ledger has, or once had, everything up to a number.
func (h *hq) holds(k markKey, upto uint64) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.uptos[k] >= upto {
		return true
	}
	if h.office == nil {
		return false
	}
	n, err := h.office.ledgers[0].Upto(context.Background(), k.from, k.stream, k.inc)
	if err != nil {
		h.w.fail("headquarters: %v", err)
	}
	return n >= upto
}

// obey does what is done to a headquarters that is away.
func (h *hq) obey(f fault) {
	var err error
	switch f.kind {
	case backup:
		to := fmt.Sprintf("%s-copy-%d", h.dir, len(h.kept))
		if err = copyFiles(to, h.dir, ledger.File); err == nil {
			h.kept = append(h.kept, to)
		}
	case hqRestored:
		if len(h.kept) == 0 {
			return
		}
		h.mu.Lock()
		h.anew = true
		h.mu.Unlock()
		if err = h.archive(); err == nil {
			err = copyFiles(h.dir, h.kept[int(f.seed%uint64(len(h.kept)))], ledger.File)
		}
	}
	if err != nil {
		h.w.fail("headquarters: %s: %v", f.kind, err)
	}
}

// archive keeps every entry of a ledger that is about to go.
func (h *hq) archive() error {
	l, err := ledger.Open(context.Background(), ledger.Options{Dir: h.dir})
	if err != nil {
		return err
	}
	entries, err := allEntries(l)
	for _, e := range entries {
		h.once[keyOf(e)] = e
	}
	return errors.Join(err, l.Close())
}

func keyOf(e ledger.Entry) numberKey {
	return numberKey{markKey{e.From, e.Stream, e.Incarnation}, e.Seq}
}

func allEntries(l *ledger.Ledger) (all []ledger.Entry, err error) {
	for n := int64(0); ; {
		page, err := l.Events(context.Background(), n, 1000)
		if err != nil || len(page) == 0 {
			return all, err
		}
		all, n = append(all, page...), page[len(page)-1].N
	}
}
