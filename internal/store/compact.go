package store

import (
	"errors"
	"fmt"
	"log/slog"
	"syscall"

	"go.etcd.io/bbolt"
)

// Compact writes the state.db in dir anew, without the pages that hold nothing
// any more, and returns its bytes before and after. The service has to be
// stopped: ErrLocked. A power cut leaves the file as it was or as it is going
// to be.
func Compact(dir string) (was, is int64, err error) {
	f := stateFile(dir, 0)
	f.distrust = true
	held, err := f.hold()
	if err != nil {
		return 0, 0, fmt.Errorf("store: compact %s: %w", f.path, remedy(err))
	}
	db, err := f.take(held)
	if err != nil {
		return 0, 0, fmt.Errorf("store: compact %s: %w", f.path, err)
	}
	was = fileBytes(dir, StateFile)
	if err := errors.Join(f.compact(db), db.Close()); err != nil {
		return 0, 0, fmt.Errorf("store: compact %s: %w", f.path, remedy(err))
	}
	return was, fileBytes(dir, StateFile), nil
}

// compact puts a copy of db where the file is. Whoever has db open goes on
// holding the old one.
func (f file) compact(db *bbolt.DB) error {
	temp, err := f.beside(nil, func(to *bbolt.DB) error {
		to.NoSync = true // it is flushed whole at the end
		if err := bbolt.Compact(to, db, copyStep); err != nil {
			return err
		}
		return to.Update(func(tx *bbolt.Tx) error { return tx.Bucket(bucketMeta).Delete(keyClean) })
	})
	if errors.Is(err, syscall.ENOSPC) {
		return fmt.Errorf("%w: the new file needs room beside the old one: make room on the disk", syscall.ENOSPC)
	}
	if err != nil {
		return err
	}
	return f.hand.place(temp, f.path, "")
}

// wasteful reports whether most of a large file is free pages, and so little is
// in use that a copy holds up the start by less than a moment.
func wasteful(db *bbolt.DB) (yes bool) {
	_ = view(db, func(tx *bbolt.Tx) error {
		used := inUse(tx) * int64(db.Info().PageSize)
		yes = tx.Size() > compactAbove && used < tx.Size()/2 && used < compactAtOnce
		return nil
	})
	return yes
}

// shrink compacts an open state.db where that is worth it. One that cannot be
// compacted is used as it is.
func (s *Store) shrink(f file) error {
	if !wasteful(s.state) {
		return nil
	}
	was := fileBytes(s.dir, StateFile)
	if free, ok := diskFree(s.dir); ok && free < was/2+diskFloor {
		return nil
	}
	if err := f.compact(s.state); err != nil {
		s.log.Warn("the local ledger could not be made smaller", slog.Any("error", err))
		return nil
	}
	s.log.Info("the local ledger was made smaller", slog.Int64("was", was), slog.Int64("is", fileBytes(s.dir, StateFile)))
	if err := s.state.Close(); err != nil {
		return err
	}
	return s.tryState(f, nil)
}
