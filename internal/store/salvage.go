package store

import (
	"bytes"
	"errors"
	"fmt"
	"slices"

	"go.etcd.io/bbolt"

	"endcap/internal/boltfile"
	"endcap/sync/wire"
)

// revert copies the file as it was before its last transaction. bbolt never
// writes over the pages of that state while it makes the next, so that it is
// whole unless the card damaged more than was written last.
func (f file) revert(pages *boltfile.File, told *wire.StoreRepair, tell func(*bbolt.Tx) error) (string, error) {
	if len(pages.States) < 2 {
		return "", errRung
	}
	if _, err := pages.States[0].Check(boltfile.Visitor{}); err == nil {
		return "", errRung // only records are damaged: salvage loses no others
	}
	older := pages.States[1]
	records := 0
	_, err := older.Check(boltfile.Visitor{Record: func(path [][]byte, k, v []byte) error {
		records++
		return legible(path, k, v)
	}})
	if err != nil {
		return "", fmt.Errorf("%w (%w)", errRung, err)
	}
	told.Kept = fmt.Sprintf("the state before the last transaction, with %d records", records)
	told.Lost = "the last transaction"
	return f.beside(older.CopyTo, func(db *bbolt.DB) error { return db.Update(tell) })
}

// salvage copies every record that can be read into a new file.
func (f file) salvage(pages *boltfile.File, told *wire.StoreRepair, tell func(*bbolt.Tx) error) (string, error) {
	from, ok := best(pages)
	if !ok {
		return "", errRung
	}
	return f.beside(nil, func(db *bbolt.DB) error {
		db.NoSync = true // it is flushed whole at the end
		if err := db.Update(f.fill); err != nil {
			return err
		}
		var s salvaged
		c := copier{db: db}
		if err := s.walk(from, &c); err != nil {
			return errors.Join(err, c.cancel())
		}
		if err := c.commit(); err != nil {
			return err
		}
		told.Kept, told.Lost = fmt.Sprintf("%d records of %d buckets", s.records, s.buckets), "nothing"
		if s.lost > 0 || s.bad > 0 {
			told.Lost = fmt.Sprintf("what stood on %d pages that cannot be read and in %d records that make no sense", s.lost, s.bad)
		}
		return db.Update(func(tx *bbolt.Tx) error {
			strays, err := mend(tx)
			if strays > 0 {
				told.Lost += fmt.Sprintf("; %d events that cannot be sent, because nobody knows which were sent before", strays)
			}
			return errors.Join(err, tell(tx))
		})
	})
}

// salvaged counts what was found.
type salvaged struct{ buckets, records, lost, bad int }

// walk reads what can be read of a state of the file.
func (s *salvaged) walk(from boltfile.State, c *copier) error {
	return from.Walk(boltfile.Visitor{
		Fault:  func(error) error { s.lost++; return nil },
		Bucket: func(path [][]byte, sequence uint64) error { s.buckets++; return c.enter(path, sequence) },
		Record: func(path [][]byte, k, v []byte) error {
			if err := legible(path, k, v); err == nil {
				s.records++
				return c.put(path, k, v)
			}
			s.bad++
			return nil
		},
	})
}

// best returns the state of the file to read: the newest meta page's that
// leads anywhere, otherwise a root that no meta page names any more.
func best(pages *boltfile.File) (best boltfile.State, ok bool) {
	leads := func(state boltfile.State) bool {
		var s salvaged
		return s.walk(state, nil) == nil && s.records > 0
	}
	if i := slices.IndexFunc(pages.States, leads); i >= 0 {
		return pages.States[i], true
	}
	roots := pages.Roots(bucketMeta, made)
	if i := slices.IndexFunc(roots, leads); i >= 0 {
		return roots[i], true
	}
	return best, false
}

// made returns how many events were made, as a record says: the newest of
// several states is the one that has made most.
func made(k, v []byte) (n uint64) {
	if bytes.Equal(k, keyTracks) {
		v, _ = openLine(k, v) // one that is not what was written says nothing
		for ; len(v) >= trackBytes; v = v[trackBytes:] {
			n += readNumber(v[:8])
		}
	}
	return n
}

// copier writes buckets and records, some in each transaction. A nil one
// writes nothing.
type copier struct {
	db    *bbolt.DB
	tx    *bbolt.Tx
	bytes int
}

func (c *copier) bucket(path [][]byte) (b *bbolt.Bucket, err error) {
	if c.tx == nil {
		if c.tx, err = c.db.Begin(true); err != nil {
			return nil, err
		}
	}
	if b, err = c.tx.CreateBucketIfNotExists(path[0]); err != nil {
		return nil, err
	}
	for _, name := range path[1:] {
		if b, err = b.CreateBucketIfNotExists(name); err != nil {
			return nil, err
		}
	}
	b.FillPercent = 0.95 // keys come in order
	return b, nil
}

func (c *copier) enter(path [][]byte, sequence uint64) error {
	if c == nil {
		return nil
	}
	b, err := c.bucket(path)
	if err != nil {
		return err
	}
	return b.SetSequence(sequence)
}

func (c *copier) put(path [][]byte, k, v []byte) error {
	if c == nil {
		return nil
	}
	b, err := c.bucket(path)
	if err == nil {
		err = b.Put(k, bytes.Clone(v))
	}
	if err != nil {
		return err
	}
	if c.bytes += len(k) + len(v); c.bytes < copyStep {
		return nil
	}
	return c.commit()
}

func (c *copier) commit() error {
	if c.tx == nil {
		return nil
	}
	tx := c.tx
	c.tx, c.bytes = nil, 0
	return tx.Commit()
}

func (c *copier) cancel() error {
	if c.tx == nil {
		return nil
	}
	return c.tx.Rollback()
}
