package store

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"slices"

	"go.etcd.io/bbolt"

	"endcap/sync/inbox"
	"endcap/sync/wire"
)

// way is how a book can be come by, the cheapest that there is.
type way struct {
	kind   wayKind
	chunks []wire.Chunk // that have to be staged first, in order
	delta  wire.Delta   // for byDelta
	listed bool         // for whole: the index is staged, chunks are the lines
	loaded uint64       // for whole: chunks of the book that are in the spare slot already
	taken  bool         // for whole: the spare slot holds another book
}

type wayKind int

const (
	whole   wayKind = iota // load it beside the one in force
	byDelta                // change the one in force
	byUndo                 // take back the last delta
	bySpare                // the book in the spare slot is the one
)

// way says how the book of m can be come by. One that was tried before is
// fetched whole: whatever went wrong then, that cannot.
func (s *Store) way(tx *bbolt.Tx, m wire.Manifest) (way, error) {
	tried := tries(tx, m.Edition())
	if tried >= inbox.Strikes {
		return way{}, fmt.Errorf("%w (%d times)", inbox.ErrAlone, tried)
	}
	now, err := s.readBook(tx)
	if err != nil {
		return way{}, err
	}
	spare := slot(tx, spareSlot(tx))
	if now == nil || tried > 0 {
		return s.wholeWay(tx, spare, m)
	}
	if ok, err := holds(slot(tx, activeSlot(tx)).Bucket(bucketBefore), m); ok || err != nil {
		return way{kind: byUndo}, err
	}
	if ok, err := holds(spare, m); ok || err != nil {
		return way{kind: bySpare}, err
	}
	if now.Currency == m.Currency {
		for _, d := range append([]wire.Delta{{Base: m.Root, All: m.All}}, m.Deltas...) {
			if d.Whole() == now.Whole() {
				return way{kind: byDelta, delta: d, chunks: d.Chunks}, nil
			}
		}
	}
	return s.wholeWay(tx, spare, m)
}

// holds reports whether a bucket holds exactly the lines of m.
func holds(b *bbolt.Bucket, m wire.Manifest) (bool, error) {
	if b == nil || b.Get(keyLoaded) != nil {
		return false, nil
	}
	has, err := readManifest(b)
	return extentOf(has) == extentOf(m) && has.Currency == m.Currency, err
}

func readManifest(b *bbolt.Bucket) (m wire.Manifest, err error) {
	if err = json.Unmarshal(b.Get(keyManifest), &m); err != nil {
		err = fmt.Errorf("%w: a manifest: %w", errPages, err)
	}
	return m, err
}

// wholeWay goes on where the loading of this very book was cut short.
func (s *Store) wholeWay(tx *bbolt.Tx, spare *bbolt.Bucket, m wire.Manifest) (way, error) {
	w := way{kind: whole, chunks: m.Index, taken: spare != nil}
	if spare != nil && spare.Get(keyLoaded) != nil {
		of, err := readManifest(spare)
		if err != nil {
			return way{}, err
		}
		if w.taken = of.Whole() != m.Whole() || !slices.Equal(of.Index, m.Index); !w.taken {
			w.loaded = readNumber(spare.Get(keyLoaded))
		}
	}
	all, listed, err := readIndex(tx, m)
	if err != nil || !listed {
		return w, err
	}
	if w.loaded > uint64(len(all)) {
		return way{}, fmt.Errorf("%w: %d of %d chunks are loaded", errPages, w.loaded, len(all))
	}
	w.listed, w.chunks = true, all[w.loaded:]
	return w, nil
}

// readIndex returns the chunks of a book, false while its index is not staged.
func readIndex(tx *bbolt.Tx, m wire.Manifest) (all []wire.Chunk, listed bool, err error) {
	size, raw := 0, 0
	for _, c := range m.Index {
		b := tx.Bucket(bucketStaged).Get([]byte(c.SHA256))
		if b == nil || wire.ChunkName(b) != c.SHA256 {
			return nil, false, nil
		}
		text, err := c.Open(b)
		if err != nil {
			return nil, false, fmt.Errorf("%w: %w", ErrBook, err)
		}
		part, err := wire.ReadIndex(text)
		if err != nil {
			return nil, false, fmt.Errorf("%w: %w", ErrBook, err)
		}
		all = append(all, part...)
	}
	for _, c := range all {
		size, raw = size+c.Len, raw+c.Raw
	}
	if size > maxStaged || raw > wire.MaxBook {
		return nil, false, fmt.Errorf("%w: its chunks have %d bytes together, %d decompressed, at most %d and %d are taken", ErrBook, size, raw, maxStaged, wire.MaxBook)
	}
	return all, true, nil
}

// tries returns how often an edition was tried. Only one is remembered.
func tries(tx *bbolt.Tx, e wire.Edition) int {
	b := tx.Bucket(bucketMeta).Get(keyTries)
	if len(b) != 17 || !bytes.Equal(b[:16], encodeEdition(e)) {
		return 0
	}
	return int(b[16])
}

// try counts a try, before it is made: one that ends the process counts too.
func (s *Store) try(e wire.Edition, add int) error {
	return s.updateCatalog(func(tx *bbolt.Tx) error {
		n := max(0, tries(tx, e)+add)
		return tx.Bucket(bucketMeta).Put(keyTries, append(encodeEdition(e), byte(n)))
	})
}

func encodeEdition(e wire.Edition) []byte {
	return binary.BigEndian.AppendUint64(number(e.Epoch), e.Version)
}

// readEdition reads what encodeEdition wrote, or the version alone, as stores
// had it before there were epochs.
func readEdition(b []byte) wire.Edition {
	if len(b) == 16 {
		return wire.Edition{Epoch: readNumber(b[:8]), Version: readNumber(b[8:])}
	}
	return wire.Edition{Version: readNumber(b)}
}
