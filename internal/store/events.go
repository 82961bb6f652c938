package store

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"time"

	"go.etcd.io/bbolt"

	"endcap/sync/wire"
)

// record is an event on its way into its stream.
type record struct {
	rank int
	body []byte
}

// recordJSON is an event as it is kept, without its numbers: those are its
// key and the head of its body.
type recordJSON struct {
	Type  wire.Type       `json:"type"`
	At    time.Time       `json:"at"`
	Clock wire.Clock      `json:"clock,omitempty"`
	Mono  int64           `json:"mono,omitempty"`
	Data  json.RawMessage `json:"data"`
}

// A body is a checksum (lineSum) of its key and the rest, the first number that the event
// stands for (0 is its own), and recordJSON: a card that forgets a bit must
// not change what was sold.
const (
	crcBytes  = 4
	headBytes = crcBytes + 8
)

// record makes an event ready to be kept, if it could travel: one that cannot
// would hold up all that come after it.
func (s *Store) record(e wire.Event) (record, error) {
	if e.Clock = s.clock(); e.Clock == wire.ClockNone {
		e.Mono = max(1, time.Since(s.opened).Milliseconds())
	}
	e.At = e.At.UTC().Truncate(time.Millisecond)
	if err := e.Check(); err != nil {
		return record{}, err
	}
	body, err := encodeBody(e)
	return record{e.Type.Stream().Rank(), body}, err
}

// encodeBody leaves the checksum to whoever gives the event its key.
func encodeBody(e wire.Event) ([]byte, error) {
	text, err := json.Marshal(recordJSON{e.Type, e.At, e.Clock, e.Mono, e.Data})
	if err != nil {
		return nil, err
	}
	body := make([]byte, headBytes, headBytes+len(text))
	binary.BigEndian.PutUint64(body[crcBytes:], e.First)
	return append(body, text...), nil
}

// decodeBody returns the event of a body under its number, a marker where the
// body is not what was written: the event is lost, and said to be. after is
// the number before.
func decodeBody(body []byte, rank int, n, after uint64) wire.Event {
	var j recordJSON
	if _, err := openLine(eventKey(rank, n), body); err != nil || len(body) < headBytes || json.Unmarshal(body[headBytes:], &j) != nil {
		return lost(after+1, n)
	}
	return wire.Event{Seq: n, First: bodyFirst(body), Type: j.Type, At: j.At, Clock: j.Clock, Mono: j.Mono, Data: j.Data}
}

func bodyFirst(body []byte) uint64 {
	if len(body) < headBytes {
		return 0
	}
	return binary.BigEndian.Uint64(body[crcBytes:])
}

// lost is the marker of events that the card has not kept. It is made anew
// each time it is looked for, always the same.
func lost(first, last uint64) wire.Event {
	e := wire.NewEvent(wire.EventsDropped, time.Unix(0, 0).UTC(), wire.Dropped{
		Reason: "damaged: the storage card did not keep it", From: time.Unix(0, 0).UTC(), To: time.Unix(0, 0).UTC(), Types: []wire.Tally{},
	})
	e.First, e.Seq = first, last
	return e
}

// eventKey orders by stream and number.
func eventKey(rank int, n uint64) []byte {
	return binary.BigEndian.AppendUint64(append(make([]byte, 0, 9), byte(rank)), n)
}

// keyNumber takes an eventKey apart, false where it is of another stream.
func keyNumber(k []byte, rank int) (n uint64, ok bool) {
	if len(k) != 9 || k[0] != byte(rank) {
		return 0, false
	}
	return binary.BigEndian.Uint64(k[1:]), true
}

// appendEvents numbers events and writes them. The first of an opening begins
// its incarnation.
func (s *Store) appendEvents(tx *bbolt.Tx, records []record) error {
	if len(records) == 0 {
		return nil
	}
	st, err := readStanding(tx, s.mark.Load())
	if err != nil {
		return err
	}
	if err := st.begin(tx, s.inc); err != nil {
		return err
	}
	b := tx.Bucket(bucketEvents)
	b.FillPercent = 0.95 // numbers only rise
	for _, r := range records {
		t := &st.tracks[r.rank]
		key := eventKey(r.rank, t.next)
		binary.BigEndian.PutUint32(r.body, lineSum(key, r.body[crcBytes:]))
		if err := b.Put(key, r.body); err != nil {
			return err
		}
		t.next, t.bytes = t.next+1, t.bytes+uint64(len(r.body))
	}
	return st.writeTracks(tx)
}

// Tell keeps events that nothing else of a step goes with, durably. They may
// use the last of the room, which steps may not.
func (s *Store) Tell(ctx context.Context, events ...wire.Event) error {
	records := make([]record, len(events))
	for i, e := range events {
		var err error
		if records[i], err = s.record(e); err != nil {
			return fmt.Errorf("store: tell of %s: %w", e.Type, err)
		}
	}
	if err := s.write(ctx, func(tx *bbolt.Tx) error { return s.appendEvents(tx, records) }); err != nil {
		return fmt.Errorf("store: tell of %d events: %w", len(events), err)
	}
	return nil
}

// Forget deletes the events of a stream up to and including upto, durably.
// Events forgotten before are no error; events never written are ErrAhead,
// and nothing is forgotten.
func (s *Store) Forget(ctx context.Context, stream wire.Stream, upto uint64) error {
	rank := stream.Rank()
	if next, _ := s.Standing(stream); upto >= next {
		return fmt.Errorf("%w: %s up to %d, the next is %d", ErrAhead, stream, upto, next)
	}
	for s.mark.Load().tracks[rank].safe < upto {
		if err := s.write(ctx, func(tx *bbolt.Tx) error { return s.forget(tx, rank, upto) }); err != nil {
			return fmt.Errorf("store: forget the %s events up to %d: %w", stream, upto, err)
		}
	}
	return nil
}

// forget deletes some events, not so many that others wait long.
func (s *Store) forget(tx *bbolt.Tx, rank int, upto uint64) error {
	st, err := readStanding(tx, s.mark.Load())
	if err != nil {
		return err
	}
	t := &st.tracks[rank]
	if t.safe >= upto {
		return errSame
	}
	sealed, gone, err := deleteRun(tx.Bucket(bucketSealed), rank, 0, upto, forgetStep/sealEvents)
	if err != nil {
		return err
	}
	t.bytes -= min(t.bytes, gone)
	if sealed > 0 {
		t.safe = max(t.safe, sealed)
	} else {
		open, gone, err := deleteRun(tx.Bucket(bucketEvents), rank, 0, upto, forgetStep)
		if err != nil {
			return err
		}
		t.bytes -= min(t.bytes, gone)
		if t.safe = max(t.safe, open); open == 0 {
			t.safe = upto
		}
	}
	t.sealed = max(t.sealed, t.safe)
	if err := st.prune(tx); err != nil {
		return err
	}
	return st.writeTracks(tx)
}

// deleteRun deletes records of a stream from a number up to another, at most
// most. It returns the number of the last, 0 for none, and the bytes gone.
func deleteRun(b *bbolt.Bucket, rank int, from, upto uint64, most int) (last, gone uint64, err error) {
	var keys [][]byte
	c := b.Cursor()
	for k, v := c.Seek(eventKey(rank, from)); k != nil && len(keys) < most; k, v = c.Next() {
		n, ok := keyNumber(k, rank)
		if !ok || n > upto {
			break
		}
		keys, last, gone = append(keys, k), n, gone+uint64(len(v))
	}
	for _, k := range keys {
		if err := b.Delete(k); err != nil {
			return 0, 0, err
		}
	}
	return last, gone, nil
}
