package disktest

import (
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"syscall"
	"time"
)

type block [blockSize]byte

// epoch holds what was written between two flushes: the last contents of each
// block, oldest first.
type epoch map[int64][]*block

// Faults are what a disk does wrong from now on. The zero value is a good
// disk.
type Faults struct {
	// FailFlush is which flush from now on fails with EIO: 1 is the next one.
	// The one after it is told that all is well, as Linux does, and what the
	// failed one should have kept stays volatile until it is written again.
	FailFlush int
	// SlowFlush is how long each flush takes.
	SlowFlush time.Duration
	// FailReads lets every read from the medium fail with EIO. What the kernel
	// has in memory can still be read.
	FailReads bool
	// Bad is where reading fails with EIO: from the first byte to before the
	// second, as Where tells.
	Bad [2]int64
	// FailWrites lets every write fail with EIO.
	FailWrites bool
	// Late makes the disk lie: a flush makes durable, in order, only what was
	// written before the flush that was so many before it.
	Late int
}

// Counts are figures of a disk since it was made.
type Counts struct {
	Writes, Flushes int
	Cuts            int
	Dropped         int // unflushed blocks that a cut took away
	Survived        int // unflushed blocks that outlived a cut
	Torn            int // of the survivors
	Repairs         int // times that e2fsck was needed before mounting
}

// volume is a medium and the volatile cache before it.
type volume struct {
	size    int64
	survive float64 // chance of an unflushed block
	torn    float64 // chance of a survivor

	mu     sync.Mutex
	medium map[int64]*block
	late   []epoch // flushed by a disk that lies, oldest first
	open   epoch
	lost   epoch // what a failed flush did not keep
	off    bool
	faults Faults
	counts Counts
	random *rand.Rand
}

func newVolume(size int64, seed uint64, survive, torn float64) *volume {
	return &volume{
		size: size, survive: survive, torn: torn, random: rand.New(rand.NewPCG(seed, 0)),
		medium: map[int64]*block{}, open: epoch{}, lost: epoch{},
	}
}

// now returns what block n holds for a reader, nil if nothing was ever written.
func (v *volume) now(n int64) *block {
	for _, e := range slices.Backward(append(slices.Clone(v.late), v.lost, v.open)) {
		if b := e[n]; b != nil {
			return b[len(b)-1]
		}
	}
	return v.medium[n]
}

func (v *volume) read(p []byte, off int64) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	bad := v.faults.Bad
	if v.off || v.faults.FailReads || off < bad[1] && bad[0] < off+int64(len(p)) {
		return syscall.EIO
	}
	for len(p) > 0 {
		b, from := v.now(off/blockSize), off%blockSize
		if b == nil {
			b = new(block)
		}
		n := copy(p, b[from:])
		p, off = p[n:], off+int64(n)
	}
	return nil
}

func (v *volume) write(p []byte, off int64) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	switch {
	case v.off || v.faults.FailWrites:
		return syscall.EIO
	case off < 0 || off+int64(len(p)) > v.size:
		return syscall.ENOSPC
	}
	v.counts.Writes++
	for len(p) > 0 {
		at, b := off/blockSize, new(block)
		if old := v.now(at); old != nil {
			*b = *old
		}
		n := copy(b[off%blockSize:], p)
		if v.open[at] = append(v.open[at], b); len(v.open[at]) > versions {
			v.open[at] = v.open[at][1:]
		}
		p, off = p[n:], off+int64(n)
	}
	return nil
}

// flush makes durable what was written, or says that it did.
func (v *volume) flush() error {
	v.mu.Lock()
	slow := v.faults.SlowFlush
	v.mu.Unlock()
	if slow > 0 {
		<-time.After(slow) // reading goes on meanwhile
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.off {
		return syscall.EIO
	}
	v.counts.Flushes++
	if v.faults.FailFlush > 0 {
		if v.faults.FailFlush--; v.faults.FailFlush == 0 {
			maps.Copy(v.lost, v.open)
			v.open = epoch{}
			return syscall.EIO
		}
	}
	v.late = append(v.late, v.open)
	v.open = epoch{}
	v.settle(v.faults.Late)
	return nil
}

// settle moves all but the newest epochs to the medium.
func (v *volume) settle(keep int) {
	for len(v.late) > keep {
		for n, b := range v.late[0] {
			v.medium[n] = b[len(b)-1]
			delete(v.lost, n)
		}
		v.late = v.late[1:]
	}
}

// cut takes the power away.
func (v *volume) cut() {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.off {
		return
	}
	v.off = true
	v.counts.Cuts++
	// A disk that lies keeps the order: nothing outlives what was lost before it.
	for _, e := range v.late {
		v.counts.Dropped += len(e)
	}
	maps.Copy(v.lost, v.open)
	for _, n := range slices.Sorted(maps.Keys(v.lost)) {
		if len(v.late) > 0 || v.random.Float64() >= v.survive {
			v.counts.Dropped++
			continue
		}
		v.counts.Survived++
		v.medium[n] = v.outcome(v.medium[n], v.lost[n])
	}
	v.late, v.open, v.lost = nil, epoch{}, epoch{}
}

// outcome is what the medium holds of a block that was being written.
func (v *volume) outcome(old *block, written []*block) *block {
	b := *written[v.random.IntN(len(written))]
	if v.random.Float64() >= v.torn {
		return &b
	}
	v.counts.Torn++
	if old == nil {
		old = new(block)
	}
	for at := 0; at < blockSize; at += sectorSize {
		if v.random.IntN(2) == 0 {
			copy(b[at:at+sectorSize], old[at:])
		}
	}
	return &b
}

func (v *volume) switchOn() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.off, v.faults = false, Faults{}
}

func (v *volume) set(f Faults) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.faults = f
}

func (v *volume) figures() Counts {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.counts
}
