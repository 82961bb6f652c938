package store

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"math"
	"os"
	"slices"
)

// The layout of a bbolt file, which has not changed since 2013. Numbers are in
// the order of the machine, which on every machine that endcap is built for is
// little-endian.
const (
	metaMagic   = 0xED0CDAED
	metaVersion = 2
	metaBytes   = 64 // after the page's head

	pageHead    = 16 // of a page: id, flags, count, overflow
	elementHead = 16 // of a leaf: flags, pos, key, value; of a branch: pos, key, page

	pageBranch   = 1
	pageLeaf     = 2
	pageMeta     = 4
	pageFreelist = 16

	leafBucket = 1 // flag of an element
	noFreelist = math.MaxUint64
)

var errPages = errors.New("pages that make no sense")

// raw reads a bbolt file page by page without mapping it: a page that the card
// does not give is an error here, and would be a fault at an address in bbolt,
// partly in a goroutine of its own where nobody could catch it.
type raw struct {
	file  io.ReaderAt
	size  int64 // of the file
	page  int64 // bytes of a page
	metas []rawMeta
}

// rawMeta is a meta page: one of the two states that a file can be opened in.
type rawMeta struct {
	slot     int // 0 or 1
	root     uint64
	freelist uint64
	pages    uint64 // number of the first page that was never used
	tx       uint64
}

// openRaw reads what is at the beginning of a file.
func openRaw(f *os.File) (*raw, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	return readRaw(direct{f}, info.Size())
}

// readRaw reads the meta pages that are whole, the newest first. None is no
// error: the pages behind them may still be there.
func readRaw(f io.ReaderAt, size int64) (*raw, error) {
	r := &raw{file: f, size: size, page: int64(os.Getpagesize())}
	for at := int64(1 << 10); at <= 1<<16; at <<= 1 { // where the second one begins
		if m, page, err := r.meta(at); err == nil && page == at {
			r.page, r.metas = page, append(r.metas, m)
			break
		} else if errors.Is(err, ErrNewer) {
			return nil, err
		}
	}
	m, page, err := r.meta(0)
	if errors.Is(err, ErrNewer) {
		return nil, err
	}
	if err == nil {
		r.page, r.metas = page, append(r.metas, m)
	}
	slices.SortFunc(r.metas, func(a, b rawMeta) int { return cmp.Compare(b.tx, a.tx) })
	return r, nil
}

func (r *raw) meta(at int64) (m rawMeta, page int64, err error) {
	b := make([]byte, pageHead+metaBytes)
	if _, err := r.file.ReadAt(b, at); err != nil {
		return m, 0, fmt.Errorf("%w: %w", errPages, err)
	}
	b = b[pageHead:]
	u32, u64 := binary.LittleEndian.Uint32, binary.LittleEndian.Uint64
	sum := fnv.New64a()
	_, _ = sum.Write(b[:metaBytes-8]) // never fails
	page = int64(u32(b[8:]))
	switch {
	case u32(b) != metaMagic || u64(b[metaBytes-8:]) != sum.Sum64() || page < 1<<10 || page > 1<<16:
		return m, 0, fmt.Errorf("%w: a meta page at byte %d", errPages, at)
	case u32(b[4:]) != metaVersion:
		return m, 0, fmt.Errorf("%w: the layout of its pages is %d, this program knows %d", ErrNewer, u32(b[4:]), metaVersion)
	}
	return rawMeta{slot: int(min(at, 1)), root: u64(b[16:]), freelist: u64(b[32:]), pages: u64(b[40:]), tx: u64(b[48:])}, page, nil
}

// rawPage is one page with those that overflow from it.
type rawPage struct {
	id    uint64
	flags uint16
	count int
	bytes []byte
}

// read reads page id into buf, which grows where it must. What it returns is
// good until buf is used again.
func (r *raw) read(id uint64, m rawMeta, buf *[]byte) (p rawPage, err error) {
	if id < 2 || id >= m.pages {
		return p, fmt.Errorf("%w: page %d of %d", errPages, id, m.pages)
	}
	b := slices.Grow((*buf)[:0], int(r.page))[:r.page]
	if _, err := r.file.ReadAt(b, int64(id)*r.page); err != nil {
		return p, fmt.Errorf("%w: page %d: %w", errPages, id, err)
	}
	if p, err = parsePage(b); err != nil || p.id != id {
		return p, fmt.Errorf("%w: page %d says that it is %d", errPages, id, p.id)
	}
	if more := uint64(binary.LittleEndian.Uint32(b[12:])); more > 0 {
		if more >= m.pages-id || int64(id+more+1)*r.page > r.size {
			return p, fmt.Errorf("%w: page %d has %d more, of %d", errPages, id, more, m.pages)
		}
		b = slices.Grow(b, int(more)*int(r.page))[:int64(more+1)*r.page]
		if _, err := r.file.ReadAt(b, int64(id)*r.page); err != nil {
			return p, fmt.Errorf("%w: page %d: %w", errPages, id, err)
		}
		p.bytes = b
	}
	*buf = b
	return p, nil
}

func parsePage(b []byte) (rawPage, error) {
	if len(b) < pageHead {
		return rawPage{}, errPages
	}
	return rawPage{
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
func (p rawPage) element(i int) (e element, err error) {
	at := pageHead + i*elementHead
	if at+elementHead > len(p.bytes) {
		return e, fmt.Errorf("%w: page %d: entry %d", errPages, p.id, i)
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
		return e, fmt.Errorf("%w: page %d: entry %d has %d bytes at %d", errPages, p.id, i, key+value, pos)
	}
	e.key, e.value = p.bytes[begin:begin+key], p.bytes[begin+key:begin+key+value]
	return e, nil
}

// freeIDs returns the pages that m counts as free, nil if they are not listed.
func (r *raw) freeIDs(m rawMeta) ([]uint64, error) {
	if m.freelist == noFreelist {
		return nil, nil
	}
	var buf []byte
	p, err := r.read(m.freelist, m, &buf)
	if err != nil {
		return nil, err
	}
	list, n := p.bytes[pageHead:], uint64(p.count)
	if n == math.MaxUint16 { // then the first is the count
		n, list = binary.LittleEndian.Uint64(list), list[8:]
	}
	if p.flags != pageFreelist || n > uint64(len(list)/8) {
		return nil, fmt.Errorf("%w: page %d is no list of free pages", errPages, p.id)
	}
	ids := make([]uint64, n)
	for i := range ids {
		ids[i] = binary.LittleEndian.Uint64(list[i*8:])
		if ids[i] < 2 || ids[i] >= m.pages || i > 0 && ids[i] <= ids[i-1] {
			return nil, fmt.Errorf("%w: page %d is listed as free", errPages, ids[i])
		}
	}
	return ids, nil
}
