package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"endcap/internal/disktest"
	"endcap/offers/journal"
	"endcap/sync/wire"
)

// leave fills a disk until free bytes are left.
func leave(t *testing.T, dir string, free int64) (ballast string) {
	t.Helper()
	ballast = filepath.Join(dir, "ballast")
	f, err := os.Create(ballast)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for size := int64(1 << 20); size >= 4096; size /= 2 {
		for {
			var s syscall.Statfs_t
			if err := syscall.Statfs(dir, &s); err != nil {
				t.Fatal(err)
			}
			if int64(s.Bavail)*int64(s.Bsize) < free+size {
				break
			}
			if _, err := f.Write(make([]byte, size)); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := f.Sync(); err != nil {
		t.Fatal(err)
	}
	return ballast
}

// TestStore_AStepThatDoesNotFitOnTheDiskIsRefusedWhole: there was room when
// the step began.
func TestStore_AStepThatDoesNotFitOnTheDiskIsRefusedWhole(t *testing.T) {
	t.Parallel()
	d := disktest.New(t, disktest.Options{Size: 48 << 20})
	w := newLedger(filepath.Join(d.Dir(), "store"))
	s := opened(t, w.dir, Options{})
	if err := w.keepUntil(t, s, "before", 20); err != nil {
		t.Fatal(err)
	}
	ballast := leave(t, d.Dir(), diskFloor+64<<10)
	large := journal.Step{Scan: "large"}
	for range maxEvents {
		large.Events = append(large.Events, note(strings.Repeat("x", 15<<10)))
	}
	if err := s.Do(t.Context(), large); !errors.Is(err, ErrFull) {
		t.Errorf("a step larger than the disk: got %v, want ErrFull", err)
	}
	if s.Seen("large") {
		t.Error("half of it is there")
	}
	if err := w.keepUntil(t, s, "meanwhile", 3); err != nil && !errors.Is(err, ErrFull) {
		t.Errorf("a small step: %v", err)
	}
	for _, stream := range []wire.Stream{wire.Goods, wire.Money} {
		if err := s.Forget(t.Context(), stream, 5); err != nil {
			t.Errorf("forgetting on a full disk: %v", err)
		}
		w.forgot(stream, 5)
	}
	d.Cut()
	closed(t, s)
	d.Restore()
	w.wantAll(t)
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	s = opened(t, w.dir, Options{})
	if err := w.keepUntil(t, s, "after", 3); err != nil {
		t.Errorf("when there is room again: %v", err)
	}
	closed(t, s)
	w.wantAll(t)
}

// forgot takes the steps up to an event from those to be found.
func (w *ledger) forgot(stream wire.Stream, upto int) {
	if stream == wire.Goods {
		for _, scan := range w.acked[:upto] {
			w.kept[scan] = true
			w.stock.Add(pick(1, 1))
		}
	}
	w.safe[stream.Rank()], w.events[stream.Rank()] = uint64(upto), make([]wire.Event, upto)
}

// TestBook_ThatDoesNotFitOnTheDiskLeavesTheOldOne fills the disk at each stage
// of loading a book, with a power cut on top.
func TestBook_ThatDoesNotFitOnTheDiskLeavesTheOldOne(t *testing.T) {
	t.Parallel()
	d := disktest.New(t, disktest.Options{Size: 64 << 20})
	dir := filepath.Join(d.Dir(), "store")
	s := opened(t, dir, Options{})
	putInForce(t, s, powerGoods, 1)
	m, pieces := makeBook(t, 9000, 2)
	for _, room := range []int64{bookFloor - 1<<20, bookFloor + 64<<10, bookFloor + 1<<20} {
		ballast := leave(t, d.Dir(), room)
		if _, err := fetch(t.Context(), s, m, pieces); !errors.Is(err, ErrNoRoom) {
			t.Errorf("with %d bytes free: got %v, want ErrNoRoom", room, err)
		}
		wantBook(t, s, powerGoods, 1)
		d.Cut()
		closed(t, s)
		d.Restore()
		s = opened(t, dir, Options{})
		wantBook(t, s, powerGoods, 1)
		if err := os.Remove(ballast); err != nil {
			t.Fatal(err)
		}
	}
	total := 0
	for _, p := range pieces {
		total += p.Len
	}
	if size, err := fetch(t.Context(), s, m, pieces); err != nil || size >= total {
		t.Errorf("%d of %d bytes are fetched again: %v", size, total, err)
	}
	wantBook(t, s, 9000, 2)
	closed(t, s)
}

func TestStore_WithoutInodesSaysSoAndAnOpenOneGoesOn(t *testing.T) {
	t.Parallel()
	disk := t.TempDir()
	if err := syscall.Mount("none", disk, "tmpfs", 0, "size=64m,nr_inodes=40"); err != nil {
		t.Skipf("a disk of few inodes cannot be mounted here: %v", err)
	}
	t.Cleanup(func() { syscall.Unmount(disk, syscall.MNT_DETACH) })
	w := newLedger(filepath.Join(disk, "store"))
	s := opened(t, w.dir, Options{})
	var files []string
	for n := 0; ; n++ {
		name := filepath.Join(disk, fmt.Sprint("file-", n))
		if err := os.WriteFile(name, nil, 0o600); err != nil {
			break
		}
		files = append(files, name)
	}
	if err := w.keepUntil(t, s, "meanwhile", 20); err != nil {
		t.Errorf("an open store on a disk without inodes: %v", err)
	}
	closed(t, s)
	if s, err := Open(filepath.Join(disk, "other"), Options{}); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("a new store: got %v, want ENOSPC", err)
		if err == nil {
			closed(t, s)
		}
	}
	for _, name := range files {
		if err := os.Remove(name); err != nil {
			t.Fatal(err)
		}
	}
	w.wantAll(t)
	closed(t, opened(t, filepath.Join(disk, "other"), Options{}))
}

// TestStore_ALongReadingMakesTheFileNoLargerThanAllowed: bbolt cannot use a
// page again that somebody may still read.
func TestStore_ALongReadingMakesTheFileNoLargerThanAllowed(t *testing.T) {
	t.Parallel()
	const size = 3 << 20
	w := newLedger(t.TempDir())
	s := opened(t, w.dir, Options{MaxSize: size})
	s.state.NoSync = true // no power is cut here
	if err := w.keep(t, s, "first"); err != nil {
		t.Fatal(err)
	}
	reading, err := s.state.Begin(false)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.keepUntil(t, s, "meanwhile", 100_000); !errors.Is(err, ErrFull) {
		t.Errorf("got %v, want ErrFull", err)
	}
	if err := w.keep(t, s, "refused"); !errors.Is(err, ErrFull) {
		t.Errorf("got %v, want ErrFull", err)
	}
	if got := s.Stats().StateBytes; got > size+reserve {
		t.Errorf("the file has %d bytes, want at most %d", got, size+reserve)
	}
	if err := reading.Rollback(); err != nil {
		t.Fatal(err)
	}
	for n := range 2 { // the first commit gives the pages back
		err = w.keep(t, s, fmt.Sprint("after-", n))
	}
	if err != nil {
		t.Errorf("after the reading: %v", err)
	}
	closed(t, s)
	w.wantAll(t)
}
