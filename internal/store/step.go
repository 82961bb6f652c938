package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"go.etcd.io/bbolt"

	"endcap/offers/basket"
	"endcap/offers/journal"
	"endcap/offers/quota"
	"endcap/offers/stock"
	"endcap/sync/wire"
)

var keyOpen = []byte("open")

// step is a journal.Step made ready to write, in the goroutine of its caller.
type step struct {
	scan    string
	basket  []byte // JSON; nil leaves the basket, empty closes it
	moves   []stock.Movement
	uses    []quota.Use
	at      time.Time // of uses
	records []record
	size    int64
}

// Do keeps a step. When it returns nil everything of the step is on the disk;
// when it returns an error nothing is, except perhaps after ErrBroken. A
// basket without an ID closes the open one.
func (s *Store) Do(ctx context.Context, j journal.Step) error {
	p, err := s.prepare(j)
	if err != nil {
		return fmt.Errorf("store: keep a step: %w (%w)", ErrStep, err)
	}
	if err := s.write(ctx, func(tx *bbolt.Tx) error { return p.write(tx, s) }); err != nil {
		if errors.Is(err, ErrFull) {
			s.tend.wake()
		}
		return fmt.Errorf("store: keep a step: %w", err)
	}
	return nil
}

func (s *Store) prepare(j journal.Step) (*step, error) {
	p := &step{scan: j.Scan, moves: j.Moves, uses: j.Uses, at: j.At}
	if len(j.Scan) > maxScan {
		return nil, fmt.Errorf("the reading's ID has %d bytes, at most %d are kept", len(j.Scan), maxScan)
	}
	if n := len(j.Moves) + len(j.Points) + len(j.Events); n > maxEvents {
		return nil, fmt.Errorf("%d events at once, at most %d are kept", n, maxEvents)
	}
	if j.Basket != nil {
		var err error
		if p.basket, err = encodeBasket(*j.Basket); err != nil {
			return nil, err
		}
	}
	for _, m := range j.Moves {
		if err := m.Check(); err != nil {
			return nil, err
		}
		if len(m.Place) > maxName || len(m.Lot) > maxName {
			return nil, fmt.Errorf("a place or lot has %d bytes, at most %d are kept", max(len(m.Place), len(m.Lot)), maxName)
		}
		if err := s.tell(p, wire.NewEvent(wire.StockMoved, m.At, m)); err != nil {
			return nil, err
		}
	}
	if len(j.Uses) > 0 && j.At.IsZero() {
		return nil, errors.New("it uses what was granted, and does not say when")
	}
	for _, e := range j.Points {
		if err := e.Check(); err != nil {
			return nil, err
		}
		if err := s.tell(p, wire.NewEvent(wire.PointsPosted, e.At, e)); err != nil {
			return nil, err
		}
	}
	for _, e := range j.Events {
		if err := s.tell(p, e); err != nil {
			return nil, err
		}
	}
	p.size = int64(len(p.basket) + len(p.scan))
	for _, r := range p.records {
		p.size += int64(len(r.body))
	}
	return p, nil
}

// tell takes an event, if it could travel: one that cannot would hold up all
// that come after it.
func (s *Store) tell(p *step, e wire.Event) error {
	r, err := s.record(e)
	p.records = append(p.records, r)
	return err
}

func encodeBasket(b basket.Basket) ([]byte, error) {
	if b.ID == "" {
		return []byte{}, nil
	}
	text, err := json.Marshal(b)
	if err == nil && len(text) > maxBasket {
		err = fmt.Errorf("the basket has %d bytes, at most %d are kept", len(text), maxBasket)
	}
	return text, err
}

// write runs in the writer's goroutine. What may be refused is looked at first.
func (p *step) write(tx *bbolt.Tx, s *Store) error {
	if p.scan != "" && s.readings.seen(p.scan) {
		return refusal{ErrSeen}
	}
	if p.scan == "" && p.basket == nil && len(p.records) == 0 && len(p.uses) == 0 {
		return errSame
	}
	taken, err := s.quotas.spend(p.uses, p.at)
	if err != nil {
		return err
	}
	if s.w.room -= p.size; s.w.room < 0 {
		return refusal{ErrFull}
	}
	if p.scan != "" {
		if err := s.readings.remember(tx, p.scan); err != nil {
			return err
		}
	}
	if len(taken) > 0 {
		next := s.quotas.now().Clone()
		next.Put(taken...)
		if err := s.quotas.change(tx, taken, nil, next); err != nil {
			return err
		}
	}
	if p.basket != nil {
		if err := tx.Bucket(bucketBasket).Put(keyOpen, sealLine(keyOpen, p.basket)); err != nil {
			return err
		}
	}
	for _, m := range p.moves {
		if err := count(tx, m); err != nil {
			return err
		}
	}
	return s.appendEvents(tx, p.records)
}

// Basket returns the open basket, false if there is none.
func (s *Store) Basket() (basket.Basket, bool, error) {
	var b basket.Basket
	open := false
	err := view(s.state, func(tx *bbolt.Tx) error {
		text, err := readLine(tx.Bucket(bucketBasket), keyOpen)
		if open = len(text) > 0; !open {
			return err
		}
		return json.Unmarshal(text, &b)
	})
	if err != nil {
		return basket.Basket{}, false, fmt.Errorf("store: read the basket: %w", err)
	}
	return b, open, nil
}
