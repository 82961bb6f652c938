package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"endcap/sync/wire"
)

// Append stores a batch and returns the stream's watermark after COMMIT:
// every number up to and including upto is an event on disk, or under a
// marker, or told of as a gap. Events below the watermark are passed over in
// silence if they say what they said before or are under a marker, and kept
// aside as a conflict if they say something else. Events beyond a gap are not
// stored; the device sends again from upto+1. bad lists the batch's dead
// letters: they are stored as they came, add to no sum, and count as accepted.
//
// On an error nothing was stored and nothing may be acknowledged.
func (l *Ledger) Append(ctx context.Context, b wire.Batch, now time.Time) (upto uint64, bad []uint64, err error) {
	acks, err := l.AppendAll(ctx, []wire.Batch{b}, now)
	if err != nil {
		return 0, nil, fmt.Errorf("%w (store %s, device %s)", err, b.From.Store, b.From.Device)
	}
	return acks[0].Upto, acks[0].Bad, nil
}

// AppendAll stores batches, of one device or of many, in their order and in
// one transaction: their share of the COMMIT is small. It returns one
// acknowledgement for each.
func (l *Ledger) AppendAll(ctx context.Context, batches []wire.Batch, now time.Time) (acks []wire.Ack, err error) {
	var notes []note
	err = l.store(ctx, func(tx *sql.Tx) error {
		a := appending{ctx: ctx, tx: tx, do: &l.do, now: now}
		if err := a.open(batches); err != nil {
			return err
		}
		acks = make([]wire.Ack, len(batches))
		for i, b := range batches {
			if acks[i], err = a.batch(b); err != nil {
				return fmt.Errorf("stream %s of %s/%s: %w", b.Stream, b.From.Store, b.From.Device, err)
			}
		}
		notes = a.notes
		return a.finish()
	})
	if err != nil {
		return nil, fmt.Errorf("ledger: append events: %w", err)
	}
	l.tell(notes)
	return acks, nil
}

// Upto returns the watermark of a stream, 0 for one never heard of.
func (l *Ledger) Upto(ctx context.Context, a wire.Address, stream wire.Stream, incarnation string) (upto uint64, err error) {
	err = l.read.QueryRowContext(ctx, `SELECT upto FROM streams JOIN devices d ON d.id = streams.device
		WHERE tenant=? AND store=? AND d.device=? AND streams.inc=? AND stream=?`,
		a.Tenant, a.Store, a.Device, incarnation, string(stream)).Scan(&upto)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, fmt.Errorf("ledger: watermark of %s/%s: %w", a.Store, a.Device, explain(err))
	}
	return upto, nil
}

// batch takes one batch of events.
func (a *appending) batch(b wire.Batch) (wire.Ack, error) {
	ack := wire.Ack{Mark: wire.Mark{Stream: b.Stream, Incarnation: b.Incarnation}}
	last := b.Events[len(b.Events)-1].Seq
	if last > maxNumber {
		return ack, fmt.Errorf("%w: event %d, at most %d are numbered", wire.ErrMalformed, last, uint64(maxNumber))
	}
	d := a.devices[b.From]
	d.spoke = d.spoke || b.Incarnation == d.inc
	s, err := a.stream(b.From, b.Incarnation, b.Stream)
	if err != nil {
		return ack, err
	}
	s.told = max(s.told, last)
	known, err := a.known(s, b.Events[0].FirstSeq(), min(last, s.upto))
	if err != nil {
		return ack, err
	}
	for _, e := range b.Events {
		var dead bool
		switch {
		case e.FirstSeq() > s.upto+1: // beyond a gap
			continue
		case e.Seq > s.upto:
			dead, err = a.accept(s, e)
			s.upto = e.Seq
		case e.First == 0:
			dead, err = a.again(s, e, known)
		}
		if err != nil {
			return ack, fmt.Errorf("event %d: %w", e.Seq, err)
		}
		if dead {
			ack.Bad = append(ack.Bad, e.Seq)
		}
	}
	ack.Upto = s.upto
	return ack, nil
}

// accept stores an event with what it adds to the sums.
func (a *appending) accept(s *stream, e wire.Event) (dead bool, err error) {
	does, fault := meaning(e)
	if e.First > 0 && fault == nil {
		does.moves, fault, err = a.under(s, e, does.moves)
		if err != nil {
			return false, err
		}
	}
	if does.post != nil && fault == nil {
		if fault, err = a.post(s.from.Tenant, *does.post); err != nil {
			return false, err
		}
	}
	a.rows = append(a.rows, []any{s.device.id, s.id, e.Seq, e.First, plain(string(e.Type)), said(e), string(e.Clock), e.Mono, stamp(a.now), kept(e.Data), words(fault)})
	if fault != nil {
		if e.First > 0 {
			return true, a.alarm(s, Unsummed, e.First, e.Seq)
		}
		return true, nil
	}
	a.move(s.from, does.moves)
	switch {
	case does.sale != nil:
		day, err := a.day(s, e)
		if err != nil {
			return false, err
		}
		a.sell(s.from, day, *does.sale)
	case does.book > s.device.book:
		s.device.book = does.book
	case does.used != nil:
		a.redeem(s.from.Tenant, *does.used)
	case does.result != nil:
		return false, a.result(s, *does.result)
	}
	return false, nil
}

// said is when an event happened, in the device's own words.
func said(e wire.Event) string { return e.At.Format(time.RFC3339Nano) }

func words(err error) string {
	if err == nil {
		return ""
	}
	return plain(err.Error())
}
