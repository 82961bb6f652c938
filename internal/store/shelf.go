package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"

	"go.etcd.io/bbolt"

	"endcap/sync/wire"
)

// Missing returns the chunks of m that are not here, in order. Chunks of the
// book in force count as here, so that only what changed is fetched.
func (s *Store) Missing(m wire.Manifest) ([]wire.Chunk, error) {
	var missing []wire.Chunk
	size := 0
	err := view(s.catalog, func(tx *bbolt.Tx) error {
		staged := tx.Bucket(bucketStaged)
		for _, c := range m.Chunks {
			size += c.Len
			if c.Len < 1 || size > maxStaged {
				return fmt.Errorf("%w: its chunks have more than %d bytes together", ErrBook, maxStaged)
			}
			if len(staged.Get([]byte(c.SHA256))) != c.Len {
				missing = append(missing, c)
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("store: look for chunks of price book %d: %w", m.Version, err)
	}
	return missing, nil
}

// Stage keeps the compressed bytes of a chunk, durably, if they are the ones
// of this name.
func (s *Store) Stage(ctx context.Context, sha256 string, b []byte) error {
	s.shelf.Lock()
	defer s.shelf.Unlock()
	err := ctx.Err()
	switch {
	case err != nil:
	case len(b) > wire.MaxChunk:
		err = fmt.Errorf("%w: %d bytes, at most %d are taken", ErrBook, len(b), wire.MaxChunk)
	case wire.ChunkName(b) != sha256:
		err = fmt.Errorf("%w: these are other bytes: fetch it again", ErrBook)
	default:
		err = s.updateCatalog(func(tx *bbolt.Tx) error { return s.stage(tx, sha256, b) })
	}
	if err != nil {
		return fmt.Errorf("store: stage chunk %.80s: %w", sha256, err)
	}
	return nil
}

// stage counts the staged bytes in the sequence of their bucket.
func (s *Store) stage(tx *bbolt.Tx, sha256 string, b []byte) error {
	staged, key := tx.Bucket(bucketStaged), []byte(sha256)
	if staged.Get(key) != nil {
		return errSame
	}
	size := staged.Sequence() + uint64(len(b))
	if size > maxStaged {
		// Books that were begun and never switched to. What is needed of them
		// is fetched again.
		s.log.Warn("staged chunks were dropped to make room", slog.Uint64("bytes", staged.Sequence()))
		var err error
		if staged, err = emptied(tx, bucketStaged); err != nil {
			return err
		}
		size = uint64(len(b))
	}
	if err := staged.Put(key, b); err != nil {
		return err
	}
	return staged.SetSequence(size)
}

func emptied(tx *bbolt.Tx, name []byte) (*bbolt.Bucket, error) {
	if err := tx.DeleteBucket(name); err != nil {
		return nil, err
	}
	return tx.CreateBucket(name)
}

// Switch puts the price book of m in force. The staged chunks are read into a
// place beside the book in force; one last transaction makes it the one in
// force. Whatever goes wrong before that, power included, leaves the old book:
// ErrOldBook, ErrBook, ErrStaging, ErrNoRoom. Readers never wait.
func (s *Store) Switch(ctx context.Context, m wire.Manifest) error {
	s.shelf.Lock()
	defer s.shelf.Unlock()
	defer release(s.catalog)
	if err := s.replace(ctx, m); err != nil {
		return fmt.Errorf("store: switch to price book %d: %w", m.Version, err)
	}
	s.changed.Set(struct{}{})
	return nil
}

func (s *Store) replace(ctx context.Context, m wire.Manifest) error {
	if s.w == nil {
		return ErrReadOnly
	}
	told := uint64(0)
	if err := view(s.state, func(tx *bbolt.Tx) error { told = toldBook(tx); return nil }); err != nil {
		return err
	}
	// What was told counts too: a catalog.db made anew may begin with the
	// book it had, never with one from before.
	now, _ := s.Book()
	if m.Version <= now.Version || m.Version < told {
		return fmt.Errorf("%w: %d was in force before", ErrOldBook, max(now.Version, told))
	}
	if err := s.updateCatalog(func(tx *bbolt.Tx) error { return dropBooks(tx, now.Version) }); err != nil {
		return err
	}
	if err := s.load(ctx, m); err != nil {
		return err
	}
	return s.updateCatalog(func(tx *bbolt.Tx) error { return s.flip(tx, m) })
}

// dropBooks deletes every book but the one in force and the one before it:
// books whose loading was cut short.
func dropBooks(tx *bbolt.Tx, active uint64) error {
	before := readNumber(tx.Bucket(bucketMeta).Get(keyBefore))
	books := tx.Bucket(bucketBooks)
	var drop []uint64
	err := books.ForEachBucket(func(k []byte) error {
		if v := readNumber(k); v != active && v != before {
			drop = append(drop, v)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if len(drop) == 0 {
		return errSame
	}
	for _, v := range drop {
		if err := books.DeleteBucket(number(v)); err != nil {
			return err
		}
	}
	return nil
}

// flip is the one transaction that changes which book is in force.
func (s *Store) flip(tx *bbolt.Tx, m wire.Manifest) error {
	text, err := json.Marshal(m)
	if err != nil {
		return err
	}
	meta, books := tx.Bucket(bucketMeta), tx.Bucket(bucketBooks)
	if err := books.Bucket(number(m.Version)).Put(keyManifest, text); err != nil {
		return err
	}
	if old := meta.Get(keyBefore); old != nil && books.Bucket(old) != nil {
		if err := books.DeleteBucket(old); err != nil {
			return err
		}
	}
	if now := meta.Get(keyActive); now != nil {
		if err := meta.Put(keyBefore, number(readNumber(now))); err != nil {
			return err
		}
	}
	if err := meta.Put(keyActive, number(m.Version)); err != nil {
		return err
	}
	if err := keepChunks(tx, m); err != nil {
		return err
	}
	tx.OnCommit(func() { s.book.Store(&m) })
	return nil
}

// keepChunks drops the chunks that m does not name.
func keepChunks(tx *bbolt.Tx, m wire.Manifest) error {
	keep, size := map[string]bool{}, uint64(0)
	for _, c := range m.Chunks {
		keep[c.SHA256] = true
	}
	staged := tx.Bucket(bucketStaged)
	var drop [][]byte
	err := staged.ForEach(func(k, v []byte) error {
		if keep[string(k)] {
			size += uint64(len(v))
		} else {
			drop = append(drop, k)
		}
		return nil
	})
	for _, k := range drop {
		err = errors.Join(err, staged.Delete(k))
	}
	return errors.Join(err, staged.SetSequence(size))
}

// updateCatalog commits one change of catalog.db. The shelf is held.
func (s *Store) updateCatalog(change func(*bbolt.Tx) error) error {
	if s.w == nil {
		return ErrReadOnly
	}
	if n, ok := diskFree(s.dir); ok && n < bookFloor {
		return fmt.Errorf("%w (%d MiB have to be free)", ErrNoRoom, bookFloor>>20)
	}
	if s.spoiled != nil {
		return s.spoiled
	}
	var refused error
	err := s.update(CatalogFile, s.catalog, func(tx *bbolt.Tx) error {
		refused = change(tx)
		return refused
	})
	switch {
	case err == nil || errors.Is(refused, errSame):
		return nil
	case refused != nil:
		return refused
	case full(err):
		return fmt.Errorf("%w (%w)", ErrNoRoom, err)
	}
	s.spoiled = fmt.Errorf("%w (%w)", ErrBroken, err)
	return s.spoiled
}
