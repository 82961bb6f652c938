package store

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	"go.etcd.io/bbolt"

	"endcap/offers/journal"
	"endcap/offers/quota"
	"endcap/sync/wire"
)

// ErrOtherBook is returned by Grant for a grant that was for another book than
// the one that is kept now. Nothing was granted.
var ErrOtherBook = errors.New("store: the grant was for a book of grants that is no more; headquarters grants anew")

// quotas are what the device was granted and what was taken of it: a copy of
// what state.db holds, made after each commit. Whoever reads it owns nothing
// of it.
type quotas struct {
	book atomic.Pointer[quota.Book]
	// fresh is the book of the transaction under way, nil while that is book.
	// Of the writer's goroutine.
	fresh *quota.Book
}

// quotaName is the name of a device's book of grants in the key keyQuotas. A
// file that is another device's copy holds no grant for this one.
func quotaName(tx *bbolt.Tx, of wire.Address) string {
	name, owner, _ := strings.Cut(string(tx.Bucket(bucketMeta).Get(keyQuotas)), " ")
	if owner != ownerOf(of) {
		return ""
	}
	return name
}

func ownerOf(of wire.Address) string { return of.Tenant + "/" + of.Store + "/" + of.Device }

// beginQuotas makes an empty book of grants if there is none, or if it is
// another device's.
func (s *Store) beginQuotas(tx *bbolt.Tx) error {
	if quotaName(tx, s.of) != "" {
		return errSame
	}
	if err := dropQuotas(tx); err != nil {
		return err
	}
	return tx.Bucket(bucketMeta).Put(keyQuotas, []byte(newIncarnation()+" "+ownerOf(s.of)))
}

// dropQuotas forgets every grant, and the name of the book: what goes back to
// an older state must not get back what was spent since.
func dropQuotas(tx *bbolt.Tx) error {
	if tx.Bucket(bucketQuotas) != nil {
		if err := tx.DeleteBucket(bucketQuotas); err != nil {
			return err
		}
	}
	return tx.Bucket(bucketMeta).Delete(keyQuotas)
}

// load reads the book that the file keeps.
func (q *quotas) load(tx *bbolt.Tx, of wire.Address) error {
	var held []quota.Held
	if b := tx.Bucket(bucketQuotas); b != nil && quotaName(tx, of) != "" {
		err := eachLine(b, func(k, text []byte) error {
			h, err := readHeld(k, text)
			held = append(held, h)
			return err
		})
		if err != nil {
			return err
		}
	}
	book, err := quota.NewBook(held)
	if err != nil {
		return fmt.Errorf("%w: %w", errPages, err)
	}
	q.book.Store(&book)
	return nil
}

func readHeld(k, text []byte) (h quota.Held, err error) {
	if err := json.Unmarshal(text, &h); err != nil || !bytes.Equal(k, []byte(h.Grant.ID)) {
		return h, fmt.Errorf("%w: grant %x", errPages, k)
	}
	return h, h.Check()
}

// now returns the book as the transaction under way sees it.
func (q *quotas) now() *quota.Book {
	if q.fresh != nil {
		return q.fresh
	}
	return q.book.Load()
}

// change writes records, and has the book of them in force after the commit.
func (q *quotas) change(tx *bbolt.Tx, changed, gone []quota.Held, next quota.Book) error {
	b, err := tx.CreateBucketIfNotExists(bucketQuotas)
	if err != nil {
		return err
	}
	for _, h := range gone {
		if err := b.Delete([]byte(h.Grant.ID)); err != nil {
			return err
		}
	}
	for _, h := range changed {
		text, err := json.Marshal(h)
		if err != nil {
			return err
		}
		key := []byte(h.Grant.ID)
		if err := b.Put(key, sealLine(key, text)); err != nil {
			return err
		}
	}
	q.fresh = &next
	tx.OnCommit(func() { q.book.Store(&next) })
	return nil
}

// Grant takes a grant into the device's book, which must have this name. One
// that was taken before changes nothing. A grant that cannot be one, or that
// does not fit into the book, is quota's error; ErrOtherBook is one for a
// book that was lost. It may use the last of the room.
func (s *Store) Grant(ctx context.Context, book string, g quota.Grant, now time.Time) error {
	err := s.write(ctx, func(tx *bbolt.Tx) error {
		if book == "" || quotaName(tx, s.of) != book {
			return refusal{ErrOtherBook}
		}
		next := s.quotas.now().Clone()
		gone := next.Forget(now)
		if _, had := next.Find(g.ID); had && len(gone) == 0 {
			if err := next.Give(g); err != nil { // another of the same ID
				return refusal{err}
			}
			return errSame
		}
		if err := next.Give(g); err != nil {
			return refusal{err}
		}
		h, _ := next.Find(g.ID)
		return s.quotas.change(tx, []quota.Held{h}, gone, next)
	})
	if err != nil {
		return fmt.Errorf("store: take grant %.80q: %w", g.ID, err)
	}
	return nil
}

// EndGrant takes back what is left of a grant of the book of this name, and
// returns its record. Done again, it returns the same.
func (s *Store) EndGrant(ctx context.Context, book, id string) (h quota.Held, err error) {
	err = s.write(ctx, func(tx *bbolt.Tx) error {
		if book == "" || quotaName(tx, s.of) != book {
			return refusal{ErrOtherBook}
		}
		next := s.quotas.now().Clone()
		var ok bool
		if h, ok = next.End(id); !ok {
			return refusal{fmt.Errorf("%w: it is not held, or was forgotten %s after its end", quota.ErrGrant, quota.Keep)}
		}
		return s.quotas.change(tx, []quota.Held{h}, nil, next)
	})
	if err != nil {
		return quota.Held{}, fmt.Errorf("store: end grant %.80q: %w", id, err)
	}
	return h, nil
}

// spend takes what a step uses. It refuses before it changes anything.
func (q *quotas) spend(uses []quota.Use, at time.Time) ([]quota.Held, error) {
	changed, err := q.now().Take(at, uses...)
	switch {
	case errors.Is(err, quota.ErrSpent):
		return nil, refusal{fmt.Errorf("%w (%w)", journal.ErrSpent, err)}
	case err != nil:
		return nil, refusal{fmt.Errorf("%w (%w)", ErrStep, err)}
	}
	return changed, nil
}

// Left returns what the device may give away now by itself (quota.Book.Left).
func (s *Store) Left(now time.Time) []quota.Left { return s.quotas.book.Load().Left(now) }

// Coupon tells whether a serialised coupon may be taken now
// (quota.Book.Coupon).
func (s *Store) Coupon(now time.Time, offer string, serial int64) error {
	return s.quotas.book.Load().Coupon(now, offer, serial)
}

// QuotaBook returns the name of the device's book of grants, by which
// headquarters grants; empty while there is none.
func (s *Store) QuotaBook() (name string) {
	_ = view(s.state, func(tx *bbolt.Tx) error { // what cannot be read now is granted another time
		name = quotaName(tx, s.of)
		return nil
	})
	return name
}
