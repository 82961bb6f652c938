package boltfile

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"os"
	"slices"
)

var (
	// ErrPages is returned when a page cannot be read, or is not what it has
	// to be.
	ErrPages = errors.New("pages that make no sense")
	// ErrLayout is returned when a whole meta page says that the file has
	// another layout, which a later version of bbolt may have.
	ErrLayout = errors.New("a layout of pages that is not known")
)

// File is a bbolt file of which nothing was believed yet but its meta pages.
type File struct {
	Bytes  int64   // of the file
	Page   int64   // bytes of a page
	States []State // of the meta pages that are whole, the newest first

	from io.ReaderAt
}

// Open reads the meta pages of f, which stays the caller's and has to be open
// as long as the File is read. Where the system's cache does not give a page,
// the disk itself is asked.
func Open(f *os.File) (*File, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	return Read(direct{f}, info.Size())
}

// Read reads the meta pages of a file of so many bytes. None that is whole is
// no error: the pages behind them may still be there. ErrLayout is one.
func Read(from io.ReaderAt, size int64) (*File, error) {
	f := &File{Bytes: size, Page: int64(os.Getpagesize()), from: from}
	for at := int64(minPage); at <= maxPage; at <<= 1 { // where the second one begins
		if s, page, err := f.meta(at); err == nil && page == at {
			f.Page, f.States = page, append(f.States, s)
			break
		} else if errors.Is(err, ErrLayout) {
			return nil, err
		}
	}
	s, page, err := f.meta(0)
	if errors.Is(err, ErrLayout) {
		return nil, err
	}
	if err == nil {
		f.Page, f.States = page, append(f.States, s)
	}
	slices.SortStableFunc(f.States, func(a, b State) int { return cmp.Compare(b.Tx, a.Tx) })
	return f, nil
}

func (f *File) meta(at int64) (s State, page int64, err error) {
	b := make([]byte, pageHead+metaBytes)
	if _, err := f.from.ReadAt(b, at); err != nil {
		return s, 0, fmt.Errorf("%w: %w", ErrPages, err)
	}
	b = b[pageHead:]
	u32, u64 := binary.LittleEndian.Uint32, binary.LittleEndian.Uint64
	sum := fnv.New64a()
	_, _ = sum.Write(b[:metaBytes-8]) // never fails
	page = int64(u32(b[8:]))
	switch {
	case u32(b) != metaMagic || u64(b[metaBytes-8:]) != sum.Sum64() || page < minPage || page > maxPage:
		return s, 0, fmt.Errorf("%w: a meta page at byte %d", ErrPages, at)
	case u32(b[4:]) != metaVersion:
		return s, 0, fmt.Errorf("%w: it is %d, this program knows %d", ErrLayout, u32(b[4:]), metaVersion)
	}
	return State{Tx: u64(b[48:]), Pages: u64(b[40:]), file: f, slot: int(min(at, 1)), root: u64(b[16:]), freelist: u64(b[32:])}, page, nil
}

// Roots looks at every page for one that lists the buckets of a file, bucket
// among them: states that no meta page names any more. Old ones are among
// them: age is the sum of what it says of the records of bucket, and those of
// the highest come first, at most 16.
func (f *File) Roots(bucket []byte, age func(k, v []byte) uint64) []State {
	type root struct {
		State
		age uint64
	}
	var all []root
	s := State{Pages: uint64(f.Bytes / f.Page), file: f, freelist: noFreelist}
	var buf []byte
	for s.root = 2; s.root < s.Pages; s.root++ {
		p, err := s.read(s.root, &buf)
		if err != nil || p.flags != pageLeaf || p.sound(bounds{}) != nil {
			continue
		}
		one, named := root{State: s}, false
		for i := range p.count {
			e, _ := p.element(i) // sound
			if !e.bucket || len(e.value) < bucketHead {
				named = false
				break
			}
			if bytes.Equal(e.key, bucket) {
				named = true
				w := s.walk(Visitor{Record: func(_ [][]byte, k, v []byte) error { one.age += age(k, v); return nil }})
				_ = w.enter([][]byte{bucket}, e.value, 0) // one that cannot be read says nothing
			}
		}
		if named {
			all = append(all, one)
		}
	}
	slices.SortStableFunc(all, func(a, b root) int { return cmp.Compare(b.age, a.age) })
	var states []State
	for _, one := range all[:min(len(all), maxRoots)] {
		states = append(states, one.State)
	}
	return states
}
