package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"go.etcd.io/bbolt"

	"endcap/offers/stock"
	"endcap/sync/wire"
)

// ErrStale is returned by Count when what moved after the count is not known
// here singly any more. Nothing was changed.
var ErrStale = errors.New("the count is too old: what moved since is not kept here any more; count again")

// Count takes over what was counted: on hand is then the count and what moved
// here after it. Headquarters' ledger says after which of the device's
// movements that was. The sum, the movements that lead to it and the event
// that tells of it (wire.StockCounted) are one transaction.
func (s *Store) Count(ctx context.Context, c stock.Count, at time.Time) (done stock.Settled, err error) {
	if err = c.Check(); err == nil && (len(c.Place) > maxName || len(c.Lot) > maxName) {
		err = fmt.Errorf("%w: a place or lot of more than %d bytes", stock.ErrCount, maxName)
	}
	if err == nil {
		err = s.write(ctx, func(tx *bbolt.Tx) error {
			done, err = s.settle(tx, c)
			if err != nil {
				return err
			}
			return s.keepSettled(tx, done, at)
		})
	}
	if err != nil {
		return done, fmt.Errorf("store: count %s at %s: %w", c.GTIN, c.Place, err)
	}
	return done, nil
}

// settle finds out what a count means now. It writes nothing.
func (s *Store) settle(tx *bbolt.Tx, c stock.Count) (done stock.Settled, err error) {
	st, err := readStanding(tx, s.mark.Load())
	if err != nil {
		return done, err
	}
	t := st.tracks[wire.Goods.Rank()]
	_, upto, ok := st.locate(wire.Mark{Stream: wire.Goods, Incarnation: c.Incarnation, Upto: c.Upto}, s.inc)
	if !ok || upto < t.safe || upto >= t.next || t.next-1-upto > countMost {
		return done, refusal{ErrStale}
	}
	single, summed := stock.Set{}, stock.Ledger{}
	for after := upto; after < t.next-1; {
		p, err := st.pick(tx, wire.Goods.Rank(), after, t.next, wire.MaxBatch)
		if err != nil {
			return done, err
		}
		events := p.read(after)
		if len(events) == 0 {
			return done, refusal{ErrStale}
		}
		for _, e := range events {
			if err := since(e, p.life.inc, upto, c.Key, single, summed); err != nil {
				return done, err
			}
			after = e.Seq
		}
	}
	later := single.Ledger()[c.Key]
	later.Pieces, later.Grams = later.Pieces+summed[c.Key].Pieces, later.Grams+summed[c.Key].Grams
	done = stock.Settled{Count: c, Is: c.Then(later)}
	done.Was, err = sum(tx, c.Key)
	return done, err
}

// since adds what an event after a count says of what was counted.
func since(e wire.Event, inc string, upto uint64, key stock.Key, single stock.Set, summed stock.Ledger) error {
	switch e.Type { //nolint:exhaustive // goods alone are in this stream
	case wire.StockMoved:
		var m stock.Movement
		if err := json.Unmarshal(e.Data, &m); err != nil {
			return fmt.Errorf("%w: a movement: %w", errPages, err)
		}
		if (stock.Key{GTIN: m.GTIN, Lot: m.Lot, Place: m.Place}) == key {
			single.Add(stock.ID{Incarnation: inc, Seq: e.Seq}, m)
		}
	case wire.StockCounted:
		var other stock.Settled
		if json.Unmarshal(e.Data, &other) == nil && other.Key == key {
			return refusal{ErrStale} // a later count is in force
		}
	case wire.EventsDropped:
		var d wire.Dropped
		if json.Unmarshal(e.Data, &d) != nil || len(d.Types) == 0 || e.FirstSeq() <= upto {
			return refusal{ErrStale} // some of it came before, or the card did not keep it
		}
		for _, l := range d.Levels {
			summed.AddLevel(l)
		}
	}
	return nil
}

func (s *Store) keepSettled(tx *bbolt.Tx, done stock.Settled, at time.Time) error {
	var p step
	for _, m := range done.Moves(at) {
		if err := s.tell(&p, wire.NewEvent(wire.StockMoved, at, m)); err != nil {
			return refusal{err}
		}
	}
	if err := s.tell(&p, wire.NewEvent(wire.StockCounted, at, done)); err != nil {
		return refusal{err}
	}
	if err := putSum(tx, done.Is); err != nil {
		return err
	}
	return s.appendEvents(tx, p.records)
}
