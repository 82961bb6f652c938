package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"go.etcd.io/bbolt"

	"endcap/internal/boltfile"
	"endcap/sync/wire"
)

// rung is a step of the ladder that brings a damaged state.db back. Each
// writes a new file beside the old one and puts it in place whole.
type rung int

const (
	olderMeta rung = iota // the state before the last transaction, if all of it is whole
	salvage               // every record that can still be read
	anew                  // an empty store
	noRung
)

var rungNames = [...]string{olderMeta: "older-meta", salvage: "salvage", anew: "new"}

// errRung is returned by a rung that does not hold: the next one is tried.
var errRung = errors.New("it does not hold")

// openState opens state.db, repaired first where it must be.
func (s *Store) openState(f file) error {
	if f.readOnly {
		return s.tryState(f, nil)
	}
	if err := f.create(); err != nil {
		return fmt.Errorf("store: make %s: %w", f.path, remedy(err))
	}
	held, err := f.hold()
	if err != nil {
		return fmt.Errorf("store: open %s: %w", f.path, remedy(err))
	}
	s.word = readWord(s.dir)
	s.word.Openings++
	if err := s.word.leave(s.dir); err != nil {
		held.Close()
		return fmt.Errorf("store: leave a word in %s: %w", s.dir, remedy(err))
	}
	f.distrust = s.word.Doubt != "" || s.word.Openings > strikes
	if s.word.Openings == 2*strikes+1 {
		// It was read whole and still something ends the process: write it anew.
		if held, err = s.climb(f, held, salvage, errors.New(s.word.strikes())); err != nil {
			return err
		}
	}
	for r := olderMeta; ; r++ {
		found := s.tryState(f, held)
		if found == nil {
			s.word.Doubt = ""
			return errors.Join(s.word.leave(s.dir), s.shrink(f))
		}
		if !errors.Is(found, ErrDamaged) || r == noRung {
			return found
		}
		if held, err = f.hold(); err == nil {
			held, err = s.climb(f, held, r, found)
		}
		if err != nil {
			return err
		}
	}
}

// tryState opens state.db as it is. held is its handle, nil to open one.
func (s *Store) tryState(f file, held *os.File) (err error) {
	if held == nil {
		if held, err = f.hold(); err != nil {
			return fmt.Errorf("store: open %s: %w", f.path, remedy(err))
		}
	}
	if s.state, err = f.take(held); err != nil {
		return fmt.Errorf("store: open %s: %w", f.path, err)
	}
	err = view(s.state, func(tx *bbolt.Tx) error {
		if err := fits(tx); err != nil {
			return err
		}
		s.clean, s.unfinished = wasClosed(tx), s.unbegun(tx)
		return errors.Join(s.readMark(tx), s.readings.load(tx), s.quotas.load(tx, s.of))
	})
	if err != nil && !errors.Is(err, ErrNewer) {
		err = fmt.Errorf("%w (%w)", ErrDamaged, err)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("store: open %s: %w", f.path, err), s.state.Close())
	}
	return nil
}

// climb tries one rung on a held file and returns the handle of what stands in
// its place then. Where the rung does not hold, that is the same file.
func (s *Store) climb(f file, held *os.File, r rung, found error) (*os.File, error) {
	defer held.Close()
	told := wire.StoreRepair{Step: rungNames[r], Found: finding(found)}
	temp, err := s.rebuild(f, held, r, &told)
	if err == nil {
		s.log.Warn("the local ledger is repaired", slog.String("step", told.Step), slog.String("found", told.Found),
			slog.String("kept", told.Kept), slog.String("lost", told.Lost), slog.String("evidence", told.Evidence))
		err = f.hand.place(temp, f.path, filepath.Join(s.dir, told.Evidence))
	}
	if err != nil && !errors.Is(err, errRung) {
		return nil, fmt.Errorf("store: repair %s (%s): %w", f.path, told.Step, remedy(err))
	}
	if err == nil {
		s.repairs = append(s.repairs, told)
	}
	held.Close()
	return f.hold()
}

// finding is what was found, without what a technician would have to do.
func finding(err error) string {
	text := err.Error()
	if _, inner, ok := strings.Cut(text, ErrDamaged.Error()+" ("); ok {
		text = strings.TrimSuffix(inner, ")")
	}
	return text
}

// rebuild writes the file of a rung and returns its name. The file says itself
// what was done, so that headquarters learns of it whatever happens next.
func (s *Store) rebuild(f file, held *os.File, r rung, told *wire.StoreRepair) (temp string, err error) {
	pages, err := newer(boltfile.Open(held))
	if err != nil {
		return "", err
	}
	aside, err := f.hand.aside(f.path, "damaged")
	if err != nil {
		return "", err
	}
	told.Evidence = filepath.Base(aside)
	if err := f.hand.makeRoom(f.path, pages.Bytes); err != nil {
		return "", err
	}
	tell := func(tx *bbolt.Tx) error { return errors.Join(noteRepair(tx, *told), dropQuotas(tx)) }
	switch r {
	case olderMeta:
		temp, err = f.revert(pages, told, tell)
	case salvage:
		temp, err = f.salvage(pages, told, tell)
	case anew, noRung:
		told.Kept, told.Lost = "nothing", "everything that headquarters did not have yet; the damaged file is kept"
		temp, err = f.beside(nil, func(db *bbolt.DB) error {
			return db.Update(func(tx *bbolt.Tx) error { return errors.Join(f.fill(tx), tell(tx)) })
		})
	}
	if errors.Is(err, syscall.ENOSPC) {
		err = fmt.Errorf("%w: make as much room on the disk as the file has bytes (%d MiB), then start again", syscall.ENOSPC, pages.Bytes>>20+1)
	}
	return temp, err
}

// noteRepair keeps a repair in the repaired file until tellRepairs.
func noteRepair(tx *bbolt.Tx, told wire.StoreRepair) error {
	meta, err := tx.CreateBucketIfNotExists(bucketMeta)
	if err != nil {
		return err
	}
	var all []wire.StoreRepair
	_ = json.Unmarshal(meta.Get(keyRepairs), &all) // none, or one that is damaged itself
	text, err := json.Marshal(append(all, told))
	if err != nil {
		return err
	}
	return meta.Put(keyRepairs, text)
}

// tellRepairs turns the repairs that a file keeps into events.
func (s *Store) tellRepairs(tx *bbolt.Tx) error {
	meta := tx.Bucket(bucketMeta)
	text := meta.Get(keyRepairs)
	if text == nil {
		return errSame
	}
	var all []wire.StoreRepair
	_ = json.Unmarshal(text, &all) // one that is damaged itself tells nothing
	var records []record
	for _, told := range all {
		r, err := s.record(wire.NewEvent(wire.StoreRepaired, time.Now(), told))
		if err != nil {
			return err
		}
		records = append(records, r)
	}
	if err := s.appendEvents(tx, records); err != nil {
		return err
	}
	return meta.Delete(keyRepairs)
}
