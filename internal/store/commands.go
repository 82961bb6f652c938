package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"go.etcd.io/bbolt"

	"endcap/sync/wire"
)

// ErrTaken is returned by Accept for a command whose number is not above all
// that were taken, or while another has no result yet. Nothing was written.
var ErrTaken = errors.New("store: not the next command")

// Commanded returns the highest number of a command taken or refused, 0 for
// none.
func (s *Store) Commanded() (n uint64) {
	_ = view(s.state, func(tx *bbolt.Tx) error { // what cannot be read now is asked for again by headquarters
		n = readNumber(tx.Bucket(bucketMeta).Get(keyCommand))
		return nil
	})
	return n
}

// Intent returns the command that was taken and has no result yet.
func (s *Store) Intent() (c wire.Command, ok bool, err error) {
	err = view(s.state, func(tx *bbolt.Tx) error {
		text := tx.Bucket(bucketMeta).Get(keyIntent)
		if ok = text != nil; !ok {
			return nil
		}
		return json.Unmarshal(text, &c)
	})
	if err != nil {
		return c, false, fmt.Errorf("store: read the command under way: %w", err)
	}
	return c, ok, nil
}

// Accept keeps that a command is about to be done, and raises the number, in
// one transaction.
func (s *Store) Accept(ctx context.Context, c wire.Command) error {
	text, err := json.Marshal(c)
	if err == nil {
		err = c.Check()
	}
	if err != nil {
		return fmt.Errorf("store: accept command %d: %w", c.Number, err)
	}
	err = s.write(ctx, func(tx *bbolt.Tx) error {
		meta := tx.Bucket(bucketMeta)
		if c.Number <= readNumber(meta.Get(keyCommand)) || meta.Get(keyIntent) != nil {
			return refusal{ErrTaken}
		}
		if err := meta.Put(keyIntent, text); err != nil {
			return err
		}
		return meta.Put(keyCommand, number(c.Number))
	})
	if err != nil {
		return fmt.Errorf("store: accept command %d: %w", c.Number, err)
	}
	return nil
}

// Result keeps the event that tells what became of a command
// (wire.CommandDone), ends its intent, and raises the number, in one
// transaction. Of a command whose result is among the last 256 it changes
// nothing. It may use the last of the room.
func (s *Store) Result(ctx context.Context, r wire.CommandResult, at time.Time) error {
	e, err := s.record(wire.NewEvent(wire.CommandDone, at, r))
	if err == nil {
		err = s.write(ctx, func(tx *bbolt.Tx) error { return s.result(tx, r, e) })
	}
	if err != nil {
		return fmt.Errorf("store: keep the result of command %d: %w", r.Number, err)
	}
	return nil
}

func (s *Store) result(tx *bbolt.Tx, r wire.CommandResult, e record) error {
	text, err := json.Marshal(r)
	if err != nil {
		return refusal{err}
	}
	results, err := tx.CreateBucketIfNotExists(bucketResults)
	if err != nil {
		return err
	}
	if results.Get(number(r.Number)) != nil {
		return errSame
	}
	if err := results.Put(number(r.Number), text); err != nil {
		return err
	}
	if err := keepLast(results, keepResults); err != nil {
		return err
	}
	if err := endIntent(tx, r.Number); err != nil {
		return err
	}
	return s.appendEvents(tx, []record{e})
}

// keepLast deletes the first records of a bucket until it holds no more than
// most.
func keepLast(b *bbolt.Bucket, most int) error {
	var keys [][]byte
	if err := b.ForEach(func(k, _ []byte) error { keys = append(keys, k); return nil }); err != nil {
		return err
	}
	for _, k := range keys[:max(0, len(keys)-most)] {
		if err := b.Delete(k); err != nil {
			return err
		}
	}
	return nil
}

// endIntent raises the number, and deletes the intent if it is of that number
// or makes no sense.
func endIntent(tx *bbolt.Tx, n uint64) error {
	meta := tx.Bucket(bucketMeta)
	if n > readNumber(meta.Get(keyCommand)) {
		if err := meta.Put(keyCommand, number(n)); err != nil {
			return err
		}
	}
	var c wire.Command
	if json.Unmarshal(meta.Get(keyIntent), &c) == nil && c.Number != n {
		return nil
	}
	return meta.Delete(keyIntent)
}

// Results returns what became of the last commands, the oldest first.
func (s *Store) Results() (all []wire.CommandResult, err error) {
	err = view(s.state, func(tx *bbolt.Tx) error {
		b := tx.Bucket(bucketResults)
		if b == nil {
			return nil
		}
		return b.ForEach(func(_, v []byte) error {
			var r wire.CommandResult
			all = append(all, r)
			return json.Unmarshal(v, &all[len(all)-1])
		})
	})
	if err != nil {
		return nil, fmt.Errorf("store: read the results of commands: %w", err)
	}
	return all, nil
}
