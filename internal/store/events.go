package store

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"time"

	"go.etcd.io/bbolt"

	"endcap/sync/wire"
)

// record is an event as it is stored: JSON without the number, which is its
// key.
type record []byte

type recordJSON struct {
	Type wire.Type       `json:"type"`
	At   time.Time       `json:"at"`
	Data json.RawMessage `json:"data"`
}

func encodeEvent(e wire.Event) (record, error) {
	return json.Marshal(recordJSON{e.Type, e.At, e.Data})
}

func (r record) event(seq uint64) (wire.Event, error) {
	var j recordJSON
	if err := json.Unmarshal(r, &j); err != nil {
		return wire.Event{}, fmt.Errorf("event %d: %w", seq, err)
	}
	return wire.Event{Seq: seq, Type: j.Type, At: j.At, Data: j.Data}, nil
}

// appendEvents numbers events and writes them. The number given last is the
// sequence of the bucket, so it is rolled back with everything else.
func appendEvents(tx *bbolt.Tx, records []record) error {
	b := tx.Bucket(bucketEvents)
	b.FillPercent = 0.95 // keys only rise
	for _, r := range records {
		seq, err := b.NextSequence()
		if err != nil {
			return err
		}
		if err := b.Put(number(seq), r); err != nil {
			return err
		}
	}
	return nil
}

// Pending returns up to limit events numbered above after, in order and
// without a gap; never more than 1,000. Each of them is on the disk.
func (s *Store) Pending(after uint64, limit int) ([]wire.Event, error) {
	// A reader sees a commit while it is being flushed: what the power may
	// still take must not travel.
	next := s.Identity().Next
	if limit = min(limit, maxPending); after == math.MaxUint64 {
		return nil, nil
	}
	var out []wire.Event
	err := view(s.state, func(tx *bbolt.Tx) error {
		c := tx.Bucket(bucketEvents).Cursor()
		for k, v := c.Seek(number(after + 1)); k != nil && len(out) < limit && readNumber(k) < next; k, v = c.Next() {
			e, err := record(v).event(readNumber(k))
			if err != nil {
				return err
			}
			out = append(out, e)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("store: read the events after %d: %w", after, err)
	}
	return out, nil
}

// Forget deletes the events up to and including upto, durably, and raises the
// watermark. Events forgotten before are no error; events never written are
// ErrAhead, and nothing is forgotten.
func (s *Store) Forget(ctx context.Context, upto uint64) error {
	if next := s.Identity().Next; upto >= next {
		return fmt.Errorf("%w: up to %d, the next is %d", ErrAhead, upto, next)
	}
	for s.Identity().Safe < upto {
		if err := s.write(ctx, func(tx *bbolt.Tx) error { return forget(tx, upto) }); err != nil {
			return fmt.Errorf("store: forget the events up to %d: %w", upto, err)
		}
	}
	return nil
}

// forget deletes some events, not so many that others wait long.
func forget(tx *bbolt.Tx, upto uint64) error {
	meta, b := tx.Bucket(bucketMeta), tx.Bucket(bucketEvents)
	safe := readNumber(meta.Get(keySafe))
	if safe >= upto {
		return errSame
	}
	last := min(upto, safe+forgetStep)
	for n := safe + 1; n <= last; n++ {
		if err := b.Delete(number(n)); err != nil {
			return err
		}
	}
	return meta.Put(keySafe, number(last))
}
