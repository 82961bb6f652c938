package store

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"go.etcd.io/bbolt"

	"endcap/sync/wire"
)

// revert copies the file as it was before its last transaction. bbolt never
// writes over the pages of that state while it makes the next, so that it is
// whole unless the card damaged more than was written last.
func (f file) revert(r *raw, told *wire.StoreRepair, tell func(*bbolt.Tx) error) (string, error) {
	if len(r.metas) < 2 {
		return "", errRung
	}
	older := r.metas[1]
	records := 0
	t := tree{raw: r, meta: older, record: func(path [][]byte, k, v []byte) error {
		records++
		return legible(path, k, v)
	}}
	if err := t.check(); err != nil {
		return "", fmt.Errorf("%w (%w)", errRung, err)
	}
	told.Kept = fmt.Sprintf("the state before the last transaction, with %d records", records)
	told.Lost = "the last transaction"
	return f.beside(func(to *os.File) error { return r.copyTo(to, older) }, func(db *bbolt.DB) error { return db.Update(tell) })
}

// copyTo copies what belongs to m. The other meta page stays empty; the next
// transaction writes it. Pages that cannot be read are none that m needs.
func (r *raw) copyTo(to io.WriterAt, m rawMeta) error {
	page := make([]byte, r.page)
	for id := range int64(m.pages) {
		if _, err := r.file.ReadAt(page, id*r.page); err != nil || id == int64(1-m.slot) {
			clear(page)
		}
		if _, err := to.WriteAt(page, id*r.page); err != nil {
			return err
		}
	}
	return nil
}

// salvage copies every record that can be read into a new file.
func (f file) salvage(r *raw, told *wire.StoreRepair, tell func(*bbolt.Tx) error) (string, error) {
	from, ok := r.best()
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
		if err := s.walk(r, from, &c); err != nil {
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
func (s *salvaged) walk(r *raw, m rawMeta, c *copier) error {
	t := tree{
		raw: r, meta: m,
		fault:  func(error) error { s.lost++; return nil },
		bucket: func(path [][]byte, sequence uint64) error { s.buckets++; return c.enter(path, sequence) },
		record: func(path [][]byte, k, v []byte) error {
			if err := legible(path, k, v); err == nil {
				s.records++
				return c.put(path, k, v)
			}
			s.bad++
			return nil
		},
	}
	return t.walk()
}

// best returns the state of the file to read: the newest meta page's that
// leads anywhere, otherwise a root that no meta page names any more.
func (r *raw) best() (rawMeta, bool) {
	for _, m := range r.metas {
		var s salvaged
		if s.walk(r, m, nil) == nil && s.records > 0 {
			return m, true
		}
	}
	var best rawMeta
	most := 0
	for _, m := range r.roots() {
		var s salvaged
		if s.walk(r, m, nil) == nil && s.records > most {
			best, most = m, s.records
		}
	}
	return best, most > 0
}

// roots looks at every page for one that lists the buckets of a state.db, as
// long as both meta pages are lost. Old ones are among them; those whose
// buckets have counted furthest come first.
func (r *raw) roots() []rawMeta {
	type root struct {
		rawMeta
		counted uint64
	}
	var all []root
	m := rawMeta{freelist: noFreelist, pages: uint64(r.size / r.page)}
	var buf []byte
	for m.root = 2; m.root < m.pages; m.root++ {
		p, err := r.read(m.root, m, &buf)
		if err != nil || p.flags != pageLeaf || p.sound(bounds{}) != nil {
			continue
		}
		one, named := root{rawMeta: m}, false
		for i := range p.count {
			e, _ := p.element(i) // sound
			if !e.bucket || len(e.value) < 16 {
				named = false
				break
			}
			named = named || bytes.Equal(e.key, bucketMeta)
			one.counted += readNumber(reversed(e.value[8:16]))
		}
		if named {
			all = append(all, one)
		}
	}
	slices.SortStableFunc(all, func(a, b root) int { return cmp.Compare(b.counted, a.counted) })
	var metas []rawMeta
	for _, one := range all[:min(len(all), maxRoots)] {
		metas = append(metas, one.rawMeta)
	}
	return metas
}

func reversed(b []byte) []byte {
	b = bytes.Clone(b)
	slices.Reverse(b)
	return b
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
