package ledger

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"

	"endcap/offers/basket"
	"endcap/offers/points"
	"endcap/offers/stock"
	"endcap/sync/wire"
)

// appending is one transaction of AppendAll or Hello. It takes the devices'
// rows first, in the order of their names, and writes the sums last, in the
// order of their keys, so that no two transactions wait for each other.
type appending struct {
	ctx context.Context //nolint:containedctx // lives for one transaction
	tx  *sql.Tx
	do  *statements
	now time.Time

	devices map[wire.Address]*caller
	streams map[streamKey]*stream
	rows    [][]any // events that wait for their INSERT
	stock   map[stockKey]int64
	sales   map[saleKey]sold
	posts   map[postKey]points.Entry
	used    map[usedKey]used
	notes   []note // what is told when it is on disk
}

// caller is a device's row.
type caller struct {
	id      int64
	inc     string
	session uint64
	heard   string
	command uint64

	spoke bool   // its present incarnation did
	book  uint64 // it switched to
}

type streamKey struct {
	from   wire.Address
	inc    string
	stream wire.Stream
}

// stream is the row of one stream of one incarnation.
type stream struct {
	streamKey
	device     *caller
	id         int64
	upto, told uint64
	was        [2]uint64 // upto and told as they stand on disk
	met        *meeting  // read when it is needed
}

type stockKey struct {
	tenant, store, gtin, lot, place string
	grams                           int64
}

type saleKey struct{ tenant, store, day, currency string }

type sold struct{ baskets, pieces, total, saved int64 }

func (a *appending) exec(s *sql.Stmt, args ...any) error {
	_, err := a.tx.StmtContext(a.ctx, s).ExecContext(a.ctx, args...)
	return err
}

// open takes the rows of the batches' devices.
func (a *appending) open(batches []wire.Batch) error {
	from := make([]wire.Address, len(batches))
	for i, b := range batches {
		from[i] = b.From
	}
	slices.SortFunc(from, func(x, y wire.Address) int {
		return cmp.Or(cmp.Compare(x.Tenant, y.Tenant), cmp.Compare(x.Store, y.Store), cmp.Compare(x.Device, y.Device))
	})
	for _, f := range slices.Compact(from) {
		if _, err := a.device(f); err != nil {
			return err
		}
	}
	return nil
}

// device takes a device's row, and makes it for one never heard of.
func (a *appending) device(from wire.Address) (*caller, error) {
	if a.devices == nil {
		a.devices, a.streams = map[wire.Address]*caller{}, map[streamKey]*stream{}
		a.stock, a.sales = map[stockKey]int64{}, map[saleKey]sold{}
		a.posts, a.used = map[postKey]points.Entry{}, map[usedKey]used{}
	}
	d := &caller{}
	err := a.tx.StmtContext(a.ctx, a.do.device).QueryRowContext(a.ctx, from.Tenant, from.Store, from.Device, stamp(a.now)).
		Scan(&d.id, &d.inc, &d.session, &d.heard, &d.command)
	a.devices[from] = d
	return d, err
}

// stream finds a stream of a device whose row was taken, and makes it for one
// never heard of.
func (a *appending) stream(from wire.Address, inc string, name wire.Stream) (*stream, error) {
	key := streamKey{from, inc, name}
	if s := a.streams[key]; s != nil {
		return s, nil
	}
	s := &stream{streamKey: key, device: a.devices[from]}
	err := a.tx.StmtContext(a.ctx, a.do.stream).QueryRowContext(a.ctx, s.device.id, inc, string(name)).Scan(&s.id, &s.upto, &s.told)
	s.was = [2]uint64{s.upto, s.told}
	a.streams[key] = s
	return s, err
}

// move adds levels to the store's sums.
func (a *appending) move(from wire.Address, levels []stock.Level) {
	for _, v := range levels {
		k := stockKey{from.Tenant, from.Store, v.GTIN.String(), v.Lot, v.Place, 0}
		if v.Pieces != 0 {
			a.stock[k] += v.Pieces
		}
		if k.grams = 1; v.Grams != 0 {
			a.stock[k] += v.Grams
		}
	}
}

// sell adds a sale to the store's day.
func (a *appending) sell(from wire.Address, day string, s basket.Sale) {
	k := saleKey{from.Tenant, from.Store, day, s.Total.Currency.String()}
	was := a.sales[k]
	a.sales[k] = sold{was.baskets + 1, was.pieces + s.Pieces, was.total + s.Total.Minor, was.saved + s.Saved.Minor}
}

// flush writes the events that wait.
func (a *appending) flush() error {
	for i, n := range eventRows {
		for len(a.rows) >= n {
			if err := a.exec(a.do.events[i], slices.Concat(a.rows[:n]...)...); err != nil {
				return err
			}
			a.rows = a.rows[n:]
		}
	}
	return nil
}

// finish writes everything that was gathered.
func (a *appending) finish() error {
	if err := a.flush(); err != nil {
		return err
	}
	for _, s := range a.streams {
		s.told = max(s.told, s.upto)
		if s.was == [2]uint64{s.upto, s.told} {
			continue
		}
		if err := a.exec(a.do.mark, s.upto, s.told, s.id); err != nil {
			return err
		}
	}
	for _, d := range a.devices {
		if !d.spoke && d.book == 0 {
			continue
		}
		if err := a.exec(a.do.heard, whole(d.spoke), d.book, d.book, d.id); err != nil {
			return err
		}
	}
	return errors.Join(a.sums(), a.posted(), a.redeemed())
}

func (a *appending) sums() error {
	keys := make([]stockKey, 0, len(a.stock))
	for k, n := range a.stock {
		if n != 0 {
			keys = append(keys, k)
		}
	}
	slices.SortFunc(keys, func(x, y stockKey) int {
		return cmp.Or(cmp.Compare(x.tenant, y.tenant), cmp.Compare(x.store, y.store), cmp.Compare(x.gtin, y.gtin),
			cmp.Compare(x.lot, y.lot), cmp.Compare(x.place, y.place), cmp.Compare(x.grams, y.grams))
	})
	for _, k := range keys {
		if err := a.exec(a.do.stock, k.tenant, k.store, k.gtin, k.lot, k.place, k.grams, a.stock[k]); err != nil {
			return err
		}
	}
	days := make([]saleKey, 0, len(a.sales))
	for k := range a.sales {
		days = append(days, k)
	}
	slices.SortFunc(days, func(x, y saleKey) int {
		return cmp.Or(cmp.Compare(x.tenant, y.tenant), cmp.Compare(x.store, y.store), cmp.Compare(x.day, y.day), cmp.Compare(x.currency, y.currency))
	})
	for _, k := range days {
		s := a.sales[k]
		if err := a.exec(a.do.sale, k.tenant, k.store, k.day, k.currency, s.baskets, s.pieces, s.total, s.saved); err != nil {
			return err
		}
	}
	return nil
}

// whole writes a bool as both databases keep it.
func whole(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
