package store

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/bits"
	"slices"
)

// tree walks all buckets of one state of a file.
type tree struct {
	raw  *raw
	meta rawMeta
	// roots says to look at no more of a bucket than where it begins.
	roots bool
	// bucket is called for each bucket before its records; path is its name
	// within the buckets around it. It may be nil.
	bucket func(path [][]byte, sequence uint64) error
	// record is called for each record; k and v are good until it returns. It
	// may be nil.
	record func(path [][]byte, k, v []byte) error
	// fault is called for a page that cannot be used and says whether to go
	// on without it. Nil never goes on.
	fault func(err error) error
	// pace is called after each page with how many were read. It may be nil.
	pace func(pages int) error

	used  []uint64 // a bit a page
	pages int      // read
	bufs  [][]byte // one a depth
}

// bounds are the keys that a page may have: at least from, less than to.
type bounds struct{ from, to []byte }

// walk visits everything below the root.
func (t *tree) walk() error {
	if t.meta.pages > uint64(t.raw.size)/1024 {
		// Cut short, or a number that makes no sense: pages beyond are missing.
		t.used = make([]uint64, t.raw.size/1024/64+1)
	} else {
		t.used = make([]uint64, t.meta.pages/64+1)
	}
	return t.visit(nil, t.meta.root, bounds{}, 0)
}

// take marks pages as met, false when one was met before.
func (t *tree) take(id, n uint64) bool {
	for ; n > 0; id, n = id+1, n-1 {
		at, bit := id/64, uint64(1)<<(id%64)
		if at >= uint64(len(t.used)) || t.used[at]&bit != 0 {
			return false
		}
		t.used[at] |= bit
	}
	return true
}

// taken returns how many pages were met.
func (t *tree) taken() (n int) {
	for _, word := range t.used {
		n += bits.OnesCount64(word)
	}
	return n
}

func (t *tree) failed(err error) error {
	if t.fault == nil {
		return err
	}
	return t.fault(err)
}

func (t *tree) visit(path [][]byte, id uint64, in bounds, depth int) error {
	if depth >= maxDepth {
		return t.failed(fmt.Errorf("%w: page %d lies %d deep", errPages, id, depth))
	}
	for len(t.bufs) <= depth {
		t.bufs = append(t.bufs, nil)
	}
	p, err := t.raw.read(id, t.meta, &t.bufs[depth])
	if err == nil && !t.take(id, uint64(len(p.bytes))/uint64(t.raw.page)) {
		err = fmt.Errorf("%w: page %d belongs to two places", errPages, id)
	}
	if err == nil {
		err = p.sound(in)
	}
	if err != nil {
		return t.failed(err)
	}
	if t.pages++; t.pace != nil {
		if err := t.pace(t.pages); err != nil {
			return err
		}
	}
	return t.entries(path, p, in, depth)
}

// sound proves that every entry of a page can be read and stands in order, so
// that a page is believed whole or not at all.
func (p rawPage) sound(in bounds) error {
	if p.flags != pageBranch && p.flags != pageLeaf || p.flags == pageBranch && p.count == 0 {
		return fmt.Errorf("%w: page %d is of kind %d with %d entries", errPages, p.id, p.flags, p.count)
	}
	before := in.from
	for i := range p.count {
		e, err := p.element(i)
		if err != nil {
			return err
		}
		order := bytes.Compare(before, e.key)
		if before != nil && (order > 0 || i > 0 && order == 0) || in.to != nil && bytes.Compare(e.key, in.to) >= 0 {
			return fmt.Errorf("%w: page %d: key %x is out of order", errPages, p.id, e.key)
		}
		before = e.key
	}
	return nil
}

func (t *tree) entries(path [][]byte, p rawPage, in bounds, depth int) error {
	for i := range p.count {
		e, err := p.element(i)
		if err != nil {
			return err
		}
		switch {
		case p.flags == pageBranch && t.roots && len(path) > 0:
			return nil
		case p.flags == pageBranch:
			below := bounds{e.key, in.to}
			if i+1 < p.count {
				next, err := p.element(i + 1)
				if err != nil {
					return err
				}
				below.to = next.key
			}
			err = t.visit(path, e.child, below, depth+1)
		case e.bucket:
			err = t.enter(append(slices.Clip(path), e.key), e.value, depth)
		case len(path) == 0:
			err = t.failed(fmt.Errorf("%w: page %d: record %x is in no bucket", errPages, p.id, e.key))
		case t.record != nil:
			err = t.record(path, e.key, e.value)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// enter visits a bucket. A small one stands, as a page, in its own head.
func (t *tree) enter(path [][]byte, head []byte, depth int) error {
	if len(head) < 16 || len(path[len(path)-1]) == 0 {
		return t.failed(fmt.Errorf("%w: bucket %q has no head or no name", errPages, path))
	}
	root, sequence := binary.LittleEndian.Uint64(head), binary.LittleEndian.Uint64(head[8:])
	if t.bucket != nil {
		if err := t.bucket(path, sequence); err != nil {
			return err
		}
	}
	if root != 0 {
		return t.visit(path, root, bounds{}, depth+1)
	}
	p, err := parsePage(head[16:])
	if err == nil && p.flags != pageLeaf {
		err = fmt.Errorf("%w: bucket %q is of kind %d", errPages, path, p.flags)
	}
	if err == nil {
		err = p.sound(bounds{})
	}
	if err != nil {
		return t.failed(err)
	}
	return t.entries(path, p, bounds{}, depth)
}

// check proves that this state of the file can be opened: with roots, that
// the buckets begin where they should; otherwise every page and, by record,
// every record.
func (t *tree) check() error {
	r, m := t.raw, t.meta
	if need := int64(min(m.pages, 1<<40)) * r.page; r.size < need {
		return fmt.Errorf("%w: the file has %d bytes of %d", errPages, r.size, need)
	}
	free, err := r.freeIDs(m)
	if err != nil {
		return err
	}
	if err := t.walk(); err != nil {
		return err
	}
	for _, id := range free {
		if !t.take(id, 1) {
			return fmt.Errorf("%w: page %d is in use and listed as free", errPages, id)
		}
	}
	return nil
}
