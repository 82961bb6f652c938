package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"

	"go.etcd.io/bbolt"

	"endcap/sync/wire"
)

// Missing returns the chunks that have to be staged before Switch can put the
// book of m in force, in order. There may be more when those are staged: the
// chunks that an index names. It makes room for a book that is to be loaded
// whole, and begins a catalogue anew that was found damaged.
func (s *Store) Missing(m wire.Manifest) ([]wire.Chunk, error) {
	s.shelf.Lock()
	defer s.shelf.Unlock()
	missing, err := s.missing(m)
	if err != nil {
		return nil, fmt.Errorf("store: look for chunks of price book %s: %w", m.Edition(), err)
	}
	return missing, nil
}

func (s *Store) missing(m wire.Manifest) ([]wire.Chunk, error) {
	if s.rotten.Load() {
		if err := s.renew(); err != nil {
			return nil, err
		}
	}
	var w way
	var missing []wire.Chunk
	err := s.look(func(tx *bbolt.Tx) (err error) {
		if w, err = s.way(tx, m); err != nil {
			return err
		}
		staged := tx.Bucket(bucketStaged)
		for _, c := range w.chunks {
			if wire.ChunkName(staged.Get([]byte(c.SHA256))) != c.SHA256 {
				missing = append(missing, c)
			}
		}
		return nil
	})
	if err == nil && w.taken {
		err = s.updateCatalog(dropSpare)
	}
	return missing, err
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
	old := staged.Get(key)
	if bytes.Equal(old, b) {
		return errSame
	}
	size := staged.Sequence() + uint64(len(b)) - uint64(len(old))
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

// unstage forgets a chunk.
func unstage(tx *bbolt.Tx, c wire.Chunk) error {
	staged := tx.Bucket(bucketStaged)
	if err := staged.Delete([]byte(c.SHA256)); err != nil {
		return err
	}
	return staged.SetSequence(staged.Sequence() - min(uint64(c.Len), staged.Sequence()))
}

func emptied(tx *bbolt.Tx, name []byte) (*bbolt.Bucket, error) {
	if err := tx.DeleteBucket(name); err != nil {
		return nil, err
	}
	return tx.CreateBucket(name)
}

// Switch puts the price book of m in force out of what Missing asked for: by
// a delta, by a return to the book before, or whole, loaded beside the one in
// force. One last transaction makes it the one in force. Whatever goes wrong
// before that, power included, leaves the old book: ErrOldBook, ErrBook,
// ErrStaging, ErrNoRoom, inbox.ErrAlone. Readers never wait.
func (s *Store) Switch(ctx context.Context, m wire.Manifest) error {
	s.shelf.Lock()
	defer s.shelf.Unlock()
	defer func() { release(s.catalog.Load()) }()
	if err := s.replace(ctx, m); err != nil {
		return fmt.Errorf("store: switch to price book %s: %w", m.Edition(), err)
	}
	s.changed.Set(struct{}{})
	return nil
}

func (s *Store) replace(ctx context.Context, m wire.Manifest) error {
	if s.w == nil {
		return ErrReadOnly
	}
	if err := s.newer(m.Edition()); err != nil {
		return err
	}
	var w way
	err := s.look(func(tx *bbolt.Tx) (err error) {
		w, err = s.way(tx, m)
		return err
	})
	if err != nil {
		return err
	}
	if err := s.try(m.Edition(), +1); err != nil {
		return err
	}
	err = s.take(ctx, m, w)
	if errors.Is(err, ErrNoRoom) || errors.Is(err, ErrStaging) || ctx.Err() != nil {
		return errors.Join(err, s.try(m.Edition(), -1)) // that was not the book's fault
	}
	return err
}

// newer refuses an edition that is not newer than the one in force. What was
// told counts too: a catalog.db made anew may begin with the book it had,
// never with one from before.
func (s *Store) newer(e wire.Edition) error {
	var told wire.Edition
	if err := view(s.state, func(tx *bbolt.Tx) error { told = toldBook(tx); return nil }); err != nil {
		return err
	}
	now, _ := s.Book()
	if e.Compare(now.Edition()) <= 0 || e.Compare(told) < 0 {
		if told.Compare(now.Edition()) < 0 {
			told = now.Edition()
		}
		return fmt.Errorf("%w: %s was in force before", ErrOldBook, told)
	}
	return nil
}

func (s *Store) take(ctx context.Context, m wire.Manifest, w way) error {
	switch w.kind {
	case byDelta:
		return s.turn(m, func() (delta, error) { return s.readDelta(ctx, m, w.delta) })
	case byUndo:
		return s.turn(m, s.readUndo)
	case bySpare:
		return s.updateCatalog(func(tx *bbolt.Tx) error { return s.flip(tx, m, spareSlot(tx)) })
	case whole:
	}
	return s.load(ctx, m, w)
}

// renew sets a damaged catalogue aside and begins an empty one. Readers that
// are under way end first.
func (s *Store) renew() error {
	f, old := catalogFile(s.dir), s.catalog.Load()
	if s.w == nil {
		return ErrReadOnly
	}
	to, err := f.setAside()
	if err != nil {
		return err
	}
	s.log.Warn("the price books are damaged and were set aside; they are fetched again", slog.String("file", to))
	fresh, err := f.open()
	if err != nil {
		return err
	}
	s.catalog.Store(fresh)
	s.book.Store(nil)
	s.rotten.Store(false)
	s.spoiled = nil
	s.changed.Set(struct{}{})
	if err := old.Close(); err != nil {
		s.log.Warn("the damaged price books could not be closed", slog.Any("error", err))
	}
	return nil
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
	err := s.update(CatalogFile, s.catalog.Load(), func(tx *bbolt.Tx) error {
		refused = change(tx)
		return refused
	})
	switch {
	case err == nil || errors.Is(refused, errSame):
		return nil
	case refused != nil:
		if errors.Is(refused, errPages) {
			s.rot(refused)
		}
		return refused
	case full(err):
		return fmt.Errorf("%w (%w)", ErrNoRoom, err)
	case errors.Is(err, errPages):
		s.rot(err)
	}
	s.spoiled = fmt.Errorf("%w (%w)", ErrBroken, err)
	return s.spoiled
}
