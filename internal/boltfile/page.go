package boltfile

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
)

// The layout has not changed since 2013. Numbers are in the order of the
// machine, which on every machine that endcap is built for is little-endian.
const (
	metaMagic   = 0xED0CDAED
	metaVersion = 2
	metaBytes   = 64 // after the page's head

	pageHead    = 16 // of a page: id, flags, count, overflow
	elementHead = 16 // of a leaf: flags, pos, key, value; of a branch: pos, key, page
	bucketHead  = 16 // of a bucket's value: root, sequence

	pageBranch   = 1
	pageLeaf     = 2
	pageFreelist = 16

	leafBucket = 1 // flag of an element
	noFreelist = math.MaxUint64
)

// page is one page with those that overflow from it.
type page struct {
	id    uint64
	flags uint16
	count int
	bytes []byte
}

func parsePage(b []byte) (page, error) {
	if len(b) < pageHead {
		return page{}, ErrPages
	}
	return page{
		id: binary.LittleEndian.Uint64(b), flags: binary.LittleEndian.Uint16(b[8:]),
		count: int(binary.LittleEndian.Uint16(b[10:])), bytes: b,
	}, nil
}

// element is one entry of a leaf or a branch.
type element struct {
	key, value []byte
	bucket     bool   // value is a bucket's head
	child      uint64 // page, of a branch
}

// element returns the ith entry.
func (p page) element(i int) (e element, err error) {
	at := pageHead + i*elementHead
	if at+elementHead > len(p.bytes) {
		return e, fmt.Errorf("%w: page %d: entry %d", ErrPages, p.id, i)
	}
	h, u32 := p.bytes[at:], binary.LittleEndian.Uint32
	var pos, key, value uint64
	if p.flags == pageBranch {
		pos, key, e.child = uint64(u32(h)), uint64(u32(h[4:])), binary.LittleEndian.Uint64(h[8:])
	} else {
		e.bucket = u32(h)&leafBucket != 0
		pos, key, value = uint64(u32(h[4:])), uint64(u32(h[8:])), uint64(u32(h[12:]))
	}
	begin := uint64(at) + pos
	if begin+key+value > uint64(len(p.bytes)) || pos < elementHead {
		return e, fmt.Errorf("%w: page %d: entry %d has %d bytes at %d", ErrPages, p.id, i, key+value, pos)
	}
	e.key, e.value = p.bytes[begin:begin+key], p.bytes[begin+key:begin+key+value]
	return e, nil
}

// bounds are the keys that a page may have: at least from, less than to.
type bounds struct{ from, to []byte }

// sound proves that every entry of a page can be read and stands in order, so
// that a page is believed whole or not at all.
func (p page) sound(in bounds) error {
	if p.flags != pageBranch && p.flags != pageLeaf || p.flags == pageBranch && p.count == 0 {
		return fmt.Errorf("%w: page %d is of kind %d with %d entries", ErrPages, p.id, p.flags, p.count)
	}
	before := in.from
	for i := range p.count {
		e, err := p.element(i)
		if err != nil {
			return err
		}
		order := bytes.Compare(before, e.key)
		if before != nil && (order > 0 || i > 0 && order == 0) || in.to != nil && bytes.Compare(e.key, in.to) >= 0 {
			return fmt.Errorf("%w: page %d: key %x is out of order", ErrPages, p.id, e.key)
		}
		before = e.key
	}
	return nil
}
