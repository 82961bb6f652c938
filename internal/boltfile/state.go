package boltfile

import (
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"slices"
)

// State is what a file is after one of its transactions: one of the two that
// it can be opened in, or one that [File.Roots] found.
type State struct {
	Tx    uint64 // number of the transaction; 0 if no meta page names it
	Pages uint64 // the first page that was never used: the file has no fewer

	file     *File
	slot     int // of its meta page, 0 or 1
	root     uint64
	freelist uint64
}

// ListsFree reports whether the free pages are listed. Where they are not,
// bbolt reads the file whole when it opens it.
func (s State) ListsFree() bool { return s.freelist != noFreelist }

// CopyTo copies the state as a file of its own. The other meta page stays
// empty; the next transaction writes it. Pages that cannot be read are none
// that the state needs, if Check has said so.
func (s State) CopyTo(to io.WriterAt) error {
	f := s.file
	b := make([]byte, f.Page)
	for id := range int64(s.Pages) {
		if _, err := f.from.ReadAt(b, id*f.Page); err != nil || id == int64(1-s.slot) {
			clear(b)
		}
		if _, err := to.WriteAt(b, id*f.Page); err != nil {
			return err
		}
	}
	return nil
}

// Check proves that the file can be opened in this state: every page, or
// where v.Roots is set, that the buckets begin where they should; and that no
// page in use is listed as free. It says how many pages it read.
func (s State) Check(v Visitor) (Count, error) {
	f := s.file
	if need := int64(min(s.Pages, 1<<40)) * f.Page; f.Bytes < need {
		return Count{}, fmt.Errorf("%w: the file has %d bytes of %d", ErrPages, f.Bytes, need)
	}
	w := s.walk(v)
	free, err := w.free()
	if err != nil {
		return Count{}, err
	}
	err = w.visit(nil, s.root, bounds{}, 0)
	count := w.count() // before the free ones are marked too
	for _, id := range free {
		if err == nil && !w.take(id, 1) {
			err = fmt.Errorf("%w: page %d is in use and listed as free", ErrPages, id)
		}
	}
	return count, err
}

// read reads page id into buf, which grows where it must. What it returns is
// good until buf is used again.
func (s State) read(id uint64, buf *[]byte) (p page, err error) {
	if id < 2 || id >= s.Pages {
		return p, fmt.Errorf("%w: page %d of %d", ErrPages, id, s.Pages)
	}
	f := s.file
	b := slices.Grow((*buf)[:0], int(f.Page))[:f.Page]
	if _, err := f.from.ReadAt(b, int64(id)*f.Page); err != nil {
		return p, fmt.Errorf("%w: page %d: %w", ErrPages, id, err)
	}
	if p, err = parsePage(b); err != nil || p.id != id {
		return p, fmt.Errorf("%w: page %d says that it is %d", ErrPages, id, p.id)
	}
	if more := uint64(binary.LittleEndian.Uint32(b[12:])); more > 0 {
		if more >= s.Pages-id || int64(id+more+1)*f.Page > f.Bytes {
			return p, fmt.Errorf("%w: page %d has %d more, of %d", ErrPages, id, more, s.Pages)
		}
		b = slices.Grow(b, int(more)*int(f.Page))[:int64(more+1)*f.Page]
		if _, err := f.from.ReadAt(b, int64(id)*f.Page); err != nil {
			return p, fmt.Errorf("%w: page %d: %w", ErrPages, id, err)
		}
		p.bytes = b
	}
	*buf = b
	return p, nil
}

// free returns the pages that are listed as free, none if they are not listed,
// and marks those of the list as met.
func (w *walk) free() ([]uint64, error) {
	if !w.ListsFree() {
		return nil, nil
	}
	var buf []byte
	p, err := w.read(w.freelist, &buf)
	if err != nil {
		return nil, err
	}
	w.take(p.id, w.length(p)) // nothing was met before
	list, n := p.bytes[pageHead:], uint64(p.count)
	if n == math.MaxUint16 { // then the first is the count
		n, list = binary.LittleEndian.Uint64(list), list[8:]
	}
	if p.flags != pageFreelist || n > uint64(len(list)/8) {
		return nil, fmt.Errorf("%w: page %d is no list of free pages", ErrPages, p.id)
	}
	ids := make([]uint64, n)
	for i := range ids {
		ids[i] = binary.LittleEndian.Uint64(list[i*8:])
		if ids[i] < 2 || ids[i] >= w.Pages || i > 0 && ids[i] <= ids[i-1] {
			return nil, fmt.Errorf("%w: page %d is listed as free", ErrPages, ids[i])
		}
	}
	return ids, nil
}
