package store

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"go.etcd.io/bbolt"

	"endcap/sync/wire"
)

// Buckets of state.db, and the keys of bucketMeta. Append only: they stand in
// stores. Numbers are 8 bytes, big endian.
var (
	bucketMeta   = []byte("meta")
	bucketBasket = []byte("basket")
	bucketEvents = []byte("events") // number -> record
	bucketSeen   = []byte("seen")   // reading -> its place in bucketOrder
	bucketOrder  = []byte("order")  // 1, 2, 3, ... -> reading
	bucketSums   = []byte("sums")   // sumKey -> quantity

	keyIncarnation = []byte("incarnation")
	keySafe        = []byte("safe")
	keySession     = []byte("session")
	keyTold        = []byte("book_told")
)

func fillState(tx *bbolt.Tx) error {
	for _, name := range [][]byte{bucketMeta, bucketBasket, bucketEvents, bucketSeen, bucketOrder, bucketSums} {
		if _, err := tx.CreateBucket(name); err != nil {
			return err
		}
	}
	var random [8]byte
	_, _ = rand.Read(random[:]) // never fails
	if err := tx.Bucket(bucketMeta).Put(keyIncarnation, hex.AppendEncode(nil, random[:])); err != nil {
		return err
	}
	return grow(tx)
}

func number(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }

// readNumber returns a number, 0 for none.
func readNumber(b []byte) uint64 {
	if len(b) != 8 {
		return 0
	}
	return binary.BigEndian.Uint64(b)
}

// readMark copies the store's identity out of state.db.
func (s *Store) readMark(tx *bbolt.Tx) error {
	meta := tx.Bucket(bucketMeta)
	id := wire.Identity{
		Incarnation: string(meta.Get(keyIncarnation)),
		Next:        tx.Bucket(bucketEvents).Sequence() + 1,
		Safe:        readNumber(meta.Get(keySafe)),
	}
	if len(id.Incarnation) != 16 || id.Safe >= id.Next {
		return errors.New("it has no identity")
	}
	s.mark.Store(&id)
	return nil
}

// Identity returns who the store is and how far it has come: its incarnation,
// the number that the next event gets, and the watermark of headquarters.
func (s *Store) Identity() wire.Identity { return *s.mark.Load() }

// NextSession returns a number higher than any before, durably.
func (s *Store) NextSession(ctx context.Context) (uint64, error) {
	var n uint64
	err := s.write(ctx, func(tx *bbolt.Tx) error {
		meta := tx.Bucket(bucketMeta)
		n = readNumber(meta.Get(keySession)) + 1
		return meta.Put(keySession, number(n))
	})
	if err != nil {
		return 0, fmt.Errorf("store: begin a session: %w", err)
	}
	return n, nil
}

// TellSwitch keeps the event that tells of the book in force
// (wire.BookSwitched), once for each version. Call it after each Switch and
// after opening, because the power may have gone in between.
func (s *Store) TellSwitch(ctx context.Context, now time.Time) error {
	b, ok := s.Book()
	if !ok {
		return nil
	}
	err := s.write(ctx, func(tx *bbolt.Tx) error {
		told := toldBook(tx)
		if told.Compare(b.Edition()) >= 0 {
			return errSame
		}
		e := wire.NewEvent(wire.BookSwitched, now, wire.BookSwitch{
			Epoch: b.Epoch, Version: b.Version, Was: told.Version, Products: b.Products, Offers: b.Offers,
		})
		r, err := encodeEvent(e)
		if err != nil {
			return refusal{err}
		}
		if err := appendEvents(tx, []record{r}); err != nil {
			return err
		}
		return tx.Bucket(bucketMeta).Put(keyTold, encodeEdition(b.Edition()))
	})
	if err != nil {
		return fmt.Errorf("store: tell of price book %s: %w", b.Edition(), err)
	}
	return nil
}

// toldBook returns the newest edition that was told of.
func toldBook(tx *bbolt.Tx) wire.Edition { return readEdition(tx.Bucket(bucketMeta).Get(keyTold)) }
