package sim

import (
	"bytes"
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"syscall"
)

var (
	errPower = errors.New("the power is gone")
	errDead  = errors.New("the power has been gone for a while")
)

const (
	sector = 512
	metas  = 2 * 4096 // bytes of bbolt's two meta pages, which it writes last
)

// disk stands between a store and its files. It may take the power away at a
// commit and then knows what an honest disk may have kept: of what was written
// since the last flush, anything.
type disk struct {
	dir  string
	died chan struct{} // closed when the power goes
	off  func()        // of the line, in the same instant
	on   func()        // again

	mu   sync.Mutex
	dead bool
	full bool
	cuts map[string]*powerCut // by file
	left map[string][]byte    // what a power cut left of a file
}

// powerCut is a power cut that waits for its commit.
type powerCut struct {
	n    int
	rand *rand.Rand
}

func newDisk(dir string, off, on func()) *disk {
	return &disk{dir: dir, died: make(chan struct{}), off: off, on: on, cuts: map[string]*powerCut{}, left: map[string][]byte{}}
}

// commit is store.Options.Commit.
func (d *disk) commit(file string, commit func() error) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	switch {
	case d.dead:
		return errDead
	case d.full:
		return &fs.PathError{Op: "write", Path: file, Err: syscall.ENOSPC}
	}
	c := d.cuts[file]
	if c == nil || c.n > 1 {
		err := commit()
		if c != nil && err == nil {
			c.n--
		}
		return err
	}
	path := filepath.Join(d.dir, file)
	before, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	// The line goes first: what was not kept must not be heard of either.
	d.off()
	if err := commit(); err != nil {
		d.on()
		return err // it wrote nothing
	}
	after, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	d.left[file] = crash(c.rand, before, after)
	d.end()
	return errPower
}

// end is the moment from which nothing is written any more.
func (d *disk) end() {
	d.dead = true
	d.off()
	close(d.died)
}

// kill ends the process: what was committed stays, and nothing else.
func (d *disk) kill() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.dead {
		d.end()
	}
}

func (d *disk) arm(file string, c *powerCut) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.cuts[file] = c
}

func (d *disk) disarm() {
	d.mu.Lock()
	defer d.mu.Unlock()
	clear(d.cuts)
	d.full = false
}

func (d *disk) fill(full bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.full = full
}

// mend has the line work again, unless the power is gone.
func (d *disk) mend() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.dead {
		d.on()
	}
}

// settle puts what the power cut left in the place of the files, which nobody
// has open any more. It tells whether there was one.
func (d *disk) settle() (cut bool, err error) {
	for file, b := range d.left {
		cut, err = true, errors.Join(err, os.WriteFile(filepath.Join(d.dir, file), b, 0o600))
	}
	return cut, err
}

// crash returns a file as a power cut in the middle of a commit leaves it.
// bbolt writes pages, flushes, writes a meta page, flushes. Of what was not
// flushed the disk has kept any sectors or none.
func crash(r *rand.Rand, before, after []byte) []byte {
	switch r.IntN(8) {
	case 0: // before the first write
		return before
	case 1, 2, 3: // before the first flush
		return torn(r, before, after, metas)
	case 4, 5: // between the flushes: a meta page was written or not, or in part
		b := bytes.Clone(after)
		copy(b[:metas], before[:metas])
		return tornMeta(r, b, after)
	default: // all of it, but nobody was told
		return after
	}
}

// torn returns before with some of the sectors that changed past an offset.
func torn(r *rand.Rand, before, after []byte, from int) []byte {
	size := len(before)
	if r.IntN(2) == 0 {
		size = max(size, len(after)) // the length may have been kept already
	}
	b, odds := make([]byte, size), 1+r.IntN(8)
	copy(b, before)
	for at := from; at < min(len(after), size); at += sector {
		end := min(at+sector, len(after), size)
		if r.IntN(8) < odds && !bytes.Equal(b[at:end], after[at:end]) {
			copy(b[at:end], after[at:end])
		}
	}
	return b
}

// tornMeta writes the first bytes of the meta page that changed, or the last,
// or all: a worse disk than there is, where a sector is written whole.
func tornMeta(r *rand.Rand, b, after []byte) []byte {
	for page := 0; page < metas; page += metas / 2 {
		end := page + metas/2
		if bytes.Equal(b[page:end], after[page:end]) {
			continue
		}
		some := page + r.IntN(96)
		switch r.IntN(3) {
		case 0:
			copy(b[page:some], after[page:some])
		case 1:
			copy(b[some:end], after[some:end])
		}
	}
	return b
}
