package boltfile

import (
	"encoding/binary"
	"fmt"
	"math/bits"
	"slices"
)

// Visitor is told what a walk meets, in the order of the keys. A bucket's path
// is its name behind those of the buckets around it. Any function may be nil;
// an error of one ends the walk. Paths, keys and values are good until it
// returns.
type Visitor struct {
	// Roots says to look at no more of a bucket than where it begins.
	Roots bool
	// Bucket is called for each bucket before its records.
	Bucket func(path [][]byte, sequence uint64) error
	// Record is called for each record.
	Record func(path [][]byte, k, v []byte) error
	// Page is called after each page with how many were read.
	Page func(read int) error
	// Fault is called for a page or a bucket that cannot be used; when it
	// returns nil, the walk goes on without it and what lies below. Without
	// Fault the walk ends.
	Fault func(err error) error
}

// Count is how far a walk came.
type Count struct {
	Read int // pages, each with those that overflow from it
	Used int // pages that hold something, but for the meta pages
}

// Walk visits everything that can be reached in this state.
func (s State) Walk(v Visitor) error {
	w := s.walk(v)
	return w.visit(nil, s.root, bounds{}, 0)
}

// walk is a walk under way.
type walk struct {
	State
	Visitor
	used []uint64 // a bit a page
	done int      // pages read
	bufs [][]byte // one a depth
}

func (s State) walk(v Visitor) *walk {
	// A file that is cut short, or a number that makes no sense: pages beyond
	// the end are missing.
	pages := min(s.Pages, uint64(s.file.Bytes)/minPage)
	return &walk{State: s, Visitor: v, used: make([]uint64, pages/64+1)}
}

// take marks pages as met, false when one was met before.
func (w *walk) take(id, n uint64) bool {
	for ; n > 0; id, n = id+1, n-1 {
		at, bit := id/64, uint64(1)<<(id%64)
		if at >= uint64(len(w.used)) || w.used[at]&bit != 0 {
			return false
		}
		w.used[at] |= bit
	}
	return true
}

// length returns how many pages p is, with those that overflow from it.
func (w *walk) length(p page) uint64 { return uint64(len(p.bytes)) / uint64(w.file.Page) }

func (w *walk) count() Count {
	c := Count{Read: w.done}
	for _, word := range w.used {
		c.Used += bits.OnesCount64(word)
	}
	return c
}

func (w *walk) failed(err error) error {
	if w.Fault == nil {
		return err
	}
	return w.Fault(err)
}

func (w *walk) visit(path [][]byte, id uint64, in bounds, depth int) error {
	if depth >= maxDepth {
		return w.failed(fmt.Errorf("%w: page %d lies %d deep", ErrPages, id, depth))
	}
	for len(w.bufs) <= depth {
		w.bufs = append(w.bufs, nil)
	}
	p, err := w.read(id, &w.bufs[depth])
	if err == nil && !w.take(id, w.length(p)) {
		err = fmt.Errorf("%w: page %d belongs to two places", ErrPages, id)
	}
	if err == nil {
		err = p.sound(in)
	}
	if err != nil {
		return w.failed(err)
	}
	if w.done++; w.Page != nil {
		if err := w.Page(w.done); err != nil {
			return err
		}
	}
	return w.entries(path, p, in, depth)
}

func (w *walk) entries(path [][]byte, p page, in bounds, depth int) error {
	for i := range p.count {
		e, err := p.element(i)
		if err != nil {
			return err
		}
		switch {
		case p.flags == pageBranch && w.Roots && len(path) > 0:
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
			err = w.visit(path, e.child, below, depth+1)
		case e.bucket:
			err = w.enter(append(slices.Clip(path), e.key), e.value, depth)
		case len(path) == 0:
			err = w.failed(fmt.Errorf("%w: page %d: record %x is in no bucket", ErrPages, p.id, e.key))
		case w.Record != nil:
			err = w.Record(path, e.key, e.value)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// enter visits a bucket. A small one stands, as a page, in its own head.
func (w *walk) enter(path [][]byte, head []byte, depth int) error {
	if len(head) < bucketHead || len(path[len(path)-1]) == 0 {
		return w.failed(fmt.Errorf("%w: bucket %q has no head or no name", ErrPages, path))
	}
	root, sequence := binary.LittleEndian.Uint64(head), binary.LittleEndian.Uint64(head[8:])
	if w.Bucket != nil {
		if err := w.Bucket(path, sequence); err != nil {
			return err
		}
	}
	if root != 0 {
		return w.visit(path, root, bounds{}, depth+1)
	}
	p, err := parsePage(head[bucketHead:])
	if err == nil && p.flags != pageLeaf {
		err = fmt.Errorf("%w: bucket %q is of kind %d", ErrPages, path, p.flags)
	}
	if err == nil {
		err = p.sound(bounds{})
	}
	if err != nil {
		return w.failed(err)
	}
	return w.entries(path, p, bounds{}, depth)
}
