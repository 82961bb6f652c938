package sim

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"endcap/internal/boltfile"
	"endcap/internal/hq/ledger"
	"endcap/offers/catalog"
	"endcap/offers/money"
	"endcap/offers/stock"
	"endcap/sync/wire"
)

// checkStore holds a store that was just opened against what was acknowledged:
// the sums are those of all steps, the readings are known, the size is kept, and
// nothing had to be repaired.
func (d *device) checkStore(l *life) {
	have := stock.Ledger{}
	if err := l.store.Stock(func(v stock.Level) error { have.AddLevel(v); return nil }); err != nil {
		d.w.fail("I12: %s: %v", d.at.Device, err)
	}
	if got, want := have.Levels(), d.truth.stock().Levels(); !slices.Equal(got, want) {
		d.w.fail("I5: %s: after opening the stock is %v, its steps add up to %v", d.at.Device, got, want)
	}
	steps := d.truth.steps
	for _, s := range steps[max(0, len(steps)-50):] {
		if s.Scan != "" && !l.store.Seen(s.Scan) {
			d.w.fail("I1: %s: step %s was acknowledged and is gone", d.at.Device, s.Scan)
		}
	}
	d.checkSize(l)
	d.checkWhole(l)
}

// checkWhole holds the store against its promise that a disk which keeps its
// word leaves nothing to repair. Written anew after many early ends it loses
// nothing. (I12)
func (d *device) checkWhole(l *life) {
	if h := l.store.Health(); strings.Contains(h.Text, "repaired") && !strings.Contains(h.Text, "lost nothing") {
		d.w.fail("I12: %s: a power cut has damaged the store: %s", d.at.Device, h.Text)
	}
}

// checkSize holds the file against its quota. (I11)
func (d *device) checkSize(l *life) {
	const over = 3 << 20 // what only forgetting may use, and the step by which a file grows
	if n, most := l.store.Stats().StateBytes, d.w.script.size; most > 0 && n > most+over {
		d.w.fail("I11: %s: state.db has %d bytes, its quota is %d", d.at.Device, n, most)
	}
}

// checkBook proves that the book in force is one that was published, whole. (I7, I8)
func (d *device) checkBook(l *life) {
	m, ok := l.store.Book()
	e := m.Edition()
	if !ok || e == l.book {
		return
	}
	if e.Compare(l.book) < 0 {
		d.w.fail("I7: %s went back from book %s to %s", d.at.Device, l.book, e)
	}
	h := d.w.hq
	d.w.mu.Lock()
	want, known := h.books[m.Whole()]
	d.w.mu.Unlock()
	if !known {
		d.w.fail("I7: %s sells by a book %s that nobody published", d.at.Device, e)
		return
	}
	n := 0
	err := l.store.Products(func(p catalog.Product) error {
		if n++; want[uint64(p.GTIN)] != p.Price {
			d.w.fail("I7: %s: %s costs %s in book %s, %s was published", d.at.Device, p.GTIN, p.Price, e, want[uint64(p.GTIN)])
		}
		return nil
	})
	if err == nil {
		err = d.checkSheets(l, e, want)
	}
	if again, _ := l.store.Book(); again.Edition() != e {
		return // it was switched meanwhile
	}
	if errors.Is(err, boltfile.ErrPages) && d.w.rotten.Load() {
		// What a card has lost is said, and fetched anew when headquarters is
		// there; the end of the world looks whether it was.
		d.w.count("readings of a rotten price book that said so", 1)
		return
	}
	if err != nil || n != len(want) {
		d.w.fail("I7: %s: book %s has %d products of %d: %v", d.at.Device, e, n, len(want), err)
	}
	l.book = e
	d.w.count("price books in force", 1)
}

// checkSheets proves that of each product is told what was published of it.
func (d *device) checkSheets(l *life, e wire.Edition, prices map[uint64]money.Amount) error {
	for i := range len(prices) {
		g := gtin(i)
		got, ok, err := l.store.Sheet(g)
		if now, _ := l.store.Book(); err != nil || now.Edition() != e {
			return err
		}
		if want, tells := sheetOf(g, prices[uint64(g)]); ok != tells || ok && got.Texts[0] != want.Texts[0] {
			d.w.fail("I7: %s: of %s is told %v %+v in book %s, which sells it for %s", d.at.Device, g, ok, got, e, prices[uint64(g)])
		}
	}
	return nil
}

// checkPresence waits until headquarters knows who is there, and then that
// they are gone. (I13)
func (w *world) checkPresence() {
	const most = 3 * time.Minute
	seen := func(online bool) (who string) {
		devices, err := w.hq.fleet()
		if err != nil {
			return err.Error()
		}
		for _, d := range w.originals() {
			i := slices.IndexFunc(devices, func(v ledger.Device) bool { return v.Address == d.at })
			if i < 0 || devices[i].Online != online || devices[i].Twin {
				who += d.at.Device + " "
			}
		}
		return who
	}
	wait := func(online bool) {
		who := "x"
		for began := time.Now(); who != "" && time.Since(began) < most; pause(context.Background(), time.Second) {
			who = seen(online)
		}
		if who != "" {
			w.fail("I13: headquarters does not know after %s that these are online=%v: %s", most, online, who)
		}
	}
	wait(true)
	for i, d := range w.originals() {
		if i%2 == 0 {
			d.link.Hold()
		} else {
			d.order(fault{kind: killed, lasts: time.Hour})
		}
	}
	wait(false)
	for _, d := range w.originals() {
		d.mend()
	}
}

// originals returns the devices whose name no other device has.
func (w *world) originals() (out []*device) {
	w.mu.Lock()
	defer w.mu.Unlock()
	names := map[wire.Address]int{}
	for _, d := range w.devices {
		names[d.at]++
	}
	for _, d := range w.devices {
		if names[d.at] == 1 {
			out = append(out, d)
		}
	}
	return out
}

// checkTwins waits until headquarters has noticed each name that two devices
// have. (I13)
func (w *world) checkTwins() {
	const most = 30 * time.Minute
	w.mu.Lock()
	names := map[wire.Address]int{}
	for _, d := range w.devices {
		names[d.at]++
	}
	w.mu.Unlock()
	unseen := func() (who string) {
		l, err := w.hq.ledger()
		if err != nil {
			return err.Error()
		}
		alarms, err := l.Alarms(context.Background(), time.Time{})
		if err != nil {
			return err.Error()
		}
		for _, d := range w.devices {
			twin := func(a ledger.Alarm) bool { return a.Kind == ledger.Twin && a.From == d.at }
			if names[d.at] > 1 && !slices.ContainsFunc(alarms, twin) {
				who = d.at.Device
			}
		}
		return who
	}
	who := unseen()
	for began := time.Now(); who != "" && time.Since(began) < most; who = unseen() {
		pause(context.Background(), time.Minute)
	}
	if who != "" {
		w.fail("I13: two devices are called %s, and headquarters has not noticed after %s", who, most)
	}
}
