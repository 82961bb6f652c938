package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"go.etcd.io/bbolt"
	"golang.org/x/sys/unix"

	"endcap/internal/disktest"
	"endcap/offers/basket"
	"endcap/offers/journal"
	"endcap/offers/stock"
	"endcap/sync/wire"
)

// keep has a step kept and remembers it if it was acknowledged.
func (w *ledger) keep(t *testing.T, s *Store, scan string) error {
	err := s.Do(t.Context(), journal.Step{
		Scan: scan, Basket: &basket.Basket{ID: scan}, Moves: []stock.Movement{pick(1, 1)}, Events: []wire.Event{note(scan)},
	})
	if err == nil {
		w.acked = append(w.acked, scan)
	}
	return err
}

// keepUntil keeps steps until one is refused, and returns why.
func (w *ledger) keepUntil(t *testing.T, s *Store, name string, most int) error {
	for n := range most {
		if err := w.keep(t, s, fmt.Sprint(name, "-", n)); err != nil {
			return err
		}
	}
	return nil
}

// wantAll proves that nothing that was acknowledged is missing.
func (w *ledger) wantAll(t *testing.T) {
	t.Helper()
	w.look(t)
	for _, fault := range w.faults {
		t.Error(fault)
	}
	w.faults = nil
}

func closed(t *testing.T, s *Store) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Log("closing after the fault:", err) // the disk is at fault
	}
}

func opened(t *testing.T, dir string, o Options) *Store {
	t.Helper()
	o.Address = cart
	s, err := Open(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestStore_AcknowledgesNothingAfterAFlushThatFailed: Linux reports a flush
// that went wrong once, and says that all is well the next time, though the
// pages never reached the disk.
func TestStore_AcknowledgesNothingAfterAFlushThatFailed(t *testing.T) {
	t.Parallel()
	d := disktest.New(t, disktest.Options{Seed: 7})
	for n := 1; n <= 8; n++ {
		w := newLedger(filepath.Join(d.Dir(), fmt.Sprint("store-", n)))
		s := opened(t, w.dir, Options{})
		if err := w.keepUntil(t, s, "before", 3); err != nil {
			t.Fatal(err)
		}
		d.Set(disktest.Faults{FailFlush: n})
		if err := w.keepUntil(t, s, "meanwhile", 20); !errors.Is(err, ErrBroken) {
			t.Errorf("flush %d fails: got %v, want ErrBroken", n, err)
		}
		if err := w.keep(t, s, "after"); !errors.Is(err, ErrBroken) {
			t.Errorf("a step after flush %d failed: got %v, want ErrBroken", n, err)
		}
		if err := s.Forget(t.Context(), wire.Goods, 1); !errors.Is(err, ErrBroken) {
			t.Errorf("forgetting after flush %d failed: got %v, want ErrBroken", n, err)
		}
		if got := everything(t, s); len(got) < 2*len(w.acked) {
			t.Errorf("%d events can be read, want %d", len(got), 2*len(w.acked))
		}
		d.Cut()
		closed(t, s)
		d.Restore()
		w.wantAll(t)
	}
}

func TestStore_ReadsOnWhenTheDiskTurnsReadOnly(t *testing.T) {
	t.Parallel()
	d := disktest.New(t, disktest.Options{})
	w := newLedger(filepath.Join(d.Dir(), "store"))
	s := opened(t, w.dir, Options{})
	putInForce(t, s, powerGoods, 1)
	w.book = 1
	if err := w.keepUntil(t, s, "before", 3); err != nil {
		t.Fatal(err)
	}
	d.Set(disktest.Faults{FailWrites: true}) // ext4 turns read-only by itself
	if err := w.keepUntil(t, s, "meanwhile", 3); !errors.Is(err, ErrBroken) {
		t.Errorf("got %v, want ErrBroken", err)
	}
	_, pieces := makeBook(t, 10, 2)
	if err := s.Stage(t.Context(), pieces[0].SHA256, pieces[0].Bytes); !errors.Is(err, ErrBroken) {
		t.Errorf("a chunk: got %v, want ErrBroken", err)
	}
	wantBook(t, s, powerGoods, 1)
	if got := everything(t, s); len(got) != 6 && len(got) != 8 { // the step that met the fault may show
		t.Errorf("%d events can be read", len(got))
	}
	closed(t, s)

	d.Restore()
	d.RemountReadOnly()
	if s, err := Open(w.dir, Options{}); !errors.Is(err, syscall.EROFS) || !strings.Contains(err.Error(), "replace it") {
		t.Errorf("opening: %v, want EROFS and a remedy", err)
		if err == nil {
			closed(t, s)
		}
	}
	d.Restore()
	w.wantAll(t)
}

func TestStore_AReadErrorIsAnErrorAndNoDamage(t *testing.T) {
	t.Parallel()
	d := disktest.New(t, disktest.Options{})
	w := newLedger(filepath.Join(d.Dir(), "store"))
	s := opened(t, w.dir, Options{})
	putInForce(t, s, powerGoods, 1)
	w.book = 1
	if err := w.keepUntil(t, s, "before", 300); err != nil {
		t.Fatal(err)
	}
	closed(t, s)

	d.Restore() // and nothing is in memory
	d.Set(disktest.Faults{FailReads: true})
	if s, err := Open(w.dir, Options{}); err == nil {
		t.Error("it opened without reading")
		closed(t, s)
	}
	d.Restore()
	s = opened(t, w.dir, Options{})
	cool(t, s)
	d.Set(disktest.Faults{FailReads: true})
	if _, _, err := s.Product(product(powerGoods - 1)); err == nil {
		t.Error("a product came from a disk that gives nothing")
	}
	if _, err := s.Batch(wire.Goods, 0); err == nil {
		t.Error("events came from a disk that gives nothing")
	}
	if err := w.keep(t, s, "meanwhile"); err == nil {
		t.Error("a step was acknowledged on a disk that gives nothing")
	}
	d.Set(disktest.Faults{})
	if _, ok, err := s.Product(product(powerGoods - 1)); !ok || err != nil {
		t.Errorf("a product when the disk reads again: %v %v", ok, err)
	}
	closed(t, s)
	w.wantAll(t)
}

// TestStore_OutlivesACardThatDies: nothing can be written any more, and only
// what is in memory can be read. The process goes on, to say so.
func TestStore_OutlivesACardThatDies(t *testing.T) {
	t.Parallel()
	d := disktest.New(t, disktest.Options{})
	s := opened(t, filepath.Join(d.Dir(), "store"), Options{})
	for n := range 20 { // about 2 MB, far more than is read ahead
		step := journal.Step{Scan: fmt.Sprint("before-", n)}
		for range 20 {
			step.Events = append(step.Events, note(strings.Repeat("x", 5000)))
		}
		do(t, s, step)
	}
	cool(t, s)
	do(t, s, journal.Step{Scan: "last", Events: []wire.Event{note("x")}}) // what a step reads is in memory
	d.Set(disktest.Faults{FailReads: true, FailWrites: true})
	if err := s.Do(t.Context(), journal.Step{Scan: "late", Events: []wire.Event{note("x")}}); !errors.Is(err, ErrBroken) {
		t.Errorf("a step: got %v, want ErrBroken", err)
	}
	if _, err := s.Batch(wire.Money, 0); err == nil {
		t.Error("events came from a disk that gives nothing")
	}
	closed(t, s)
}

// cool has the kernel forget what it read of the files.
func cool(t *testing.T, s *Store) {
	t.Helper()
	for _, db := range []*bbolt.DB{s.state, s.catalog.Load()} {
		release(db)
		f, err := os.Open(db.Path())
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(f.Sync(), unix.Fadvise(int(f.Fd()), 0, 0, unix.FADV_DONTNEED)); err != nil {
			t.Fatal(err)
		}
		f.Close()
	}
}

func TestStore_AFileCutShortIsAnErrorAndNoCrash(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := opened(t, dir, Options{})
	w := newLedger(dir)
	if err := w.keepUntil(t, s, "before", 50); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(filepath.Join(dir, StateFile), 8192); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Batch(wire.Goods, 0); err == nil {
		t.Errorf("events up to %d came from a file that is cut short", got.Last)
	}
	if err := w.keep(t, s, "after"); err == nil {
		t.Error("a step was acknowledged")
	}
	closed(t, s)
}

// TestStore_GivesOutOnlyWhatIsOnTheDisk: a reader sees a commit before its
// flush has ended. What was sent then, and lost in a cut, would be known to
// headquarters and not to the device.
func TestStore_GivesOutOnlyWhatIsOnTheDisk(t *testing.T) {
	t.Parallel()
	d := disktest.New(t, disktest.Options{Survive: 0.01})
	w := newLedger(filepath.Join(d.Dir(), "store"))
	for n := range 3 {
		s := opened(t, w.dir, Options{})
		d.Set(disktest.Faults{SlowFlush: 100 * time.Millisecond})
		next, _ := s.Standing(wire.Goods)
		done := make(chan struct{})
		go func() {
			defer close(done)
			w.keep(t, s, fmt.Sprint("step-", n)) // its answer may come after the cut
		}()
		for until := time.Now().Add(10 * time.Second); len(w.sent) == 0 && time.Now().Before(until); {
			names, _, err := given(s, wire.Goods, next-1)
			if err != nil {
				t.Fatal(err)
			}
			w.sent = names
		}
		d.Cut()
		<-done
		closed(t, s)
		d.Restore()
		w.wantAll(t)
	}
}

// TestStore_OnASlowDiskStepsShareAFlushAndNobodyElseWaits: one commit takes
// two flushes, and a slow card minutes for each hundred steps if each had its
// own.
func TestStore_OnASlowDiskStepsShareAFlushAndNobodyElseWaits(t *testing.T) {
	t.Parallel()
	slow, look := 150*time.Millisecond, 1500*time.Millisecond
	if os.Getenv(powerCycles) != "" {
		slow, look = 2*time.Second, 20*time.Second
	}
	d := disktest.New(t, disktest.Options{})
	s := opened(t, filepath.Join(d.Dir(), "store"), Options{})
	putInForce(t, s, 2000, 1)
	d.Set(disktest.Faults{SlowFlush: slow})
	began, until := s.Stats().Commits, time.Now().Add(look)
	var carts sync.WaitGroup
	for cart := range uint64(64) {
		carts.Go(func() {
			for n := 0; time.Now().Before(until); n++ {
				if err := s.Do(t.Context(), journal.Step{Scan: fmt.Sprint(cart, "-", n), Moves: []stock.Movement{pick(cart, 1)}}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	var reads, waited int
	for n := 0; time.Now().Before(until); n++ {
		now := time.Now()
		_, ok, err := s.Product(product(uint64(n % 2000)))
		if !ok || err != nil {
			t.Fatalf("product %d: %v %v", n, ok, err)
		}
		everything(t, s)
		if reads++; time.Since(now) > slow/2 {
			waited++
		}
		time.Sleep(time.Millisecond)
	}
	carts.Wait()
	c := s.Stats().Commits
	commits, steps := c.Count-began.Count, c.Steps-began.Steps
	t.Logf("flushes of %v: %d steps in %d commits; %d of %d readings took longer than half of one", slow, steps, commits, waited, reads)
	if steps < 10*commits {
		t.Errorf("%d steps in %d commits, want 10 in each at least", steps, commits)
	}
	if 2*waited > reads { // a busy machine may hold up one
		t.Errorf("%d of %d readings waited for a flush of %v", waited, reads, slow)
	}
	d.Set(disktest.Faults{})
	closed(t, s)
}
