package store

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"
	"unsafe"

	"go.etcd.io/bbolt"

	"endcap/internal/disktest"
	"endcap/sync/wire"
)

// TestStore_ThePowerMayGoWhileItIsRepaired cuts the power of a real disk at a
// random moment of opening a damaged store: the next opening finds the old
// file or the repaired one, never a half one.
func TestStore_ThePowerMayGoWhileItIsRepaired(t *testing.T) {
	t.Parallel()
	cuts := 12
	if os.Getenv(powerCycles) != "" {
		cuts = 150
	}
	w := newLedger(t.TempDir())
	s := opened(t, w.dir, Options{})
	if err := w.keepUntil(t, s, "step", 150); err != nil {
		t.Fatal(err)
	}
	written := map[string]bool{}
	for _, e := range everything(t, s) {
		written[name(e)] = true
	}
	closed(t, s)
	image, err := os.ReadFile(filepath.Join(w.dir, StateFile))
	if err != nil {
		t.Fatal(err)
	}
	clear(image[:2*os.Getpagesize()]) // both meta pages
	d, random := disktest.New(t, disktest.Options{Seed: 3}), rand.New(rand.NewPCG(3, 3))
	repaired, whole := 0, 0
	for n := range cuts {
		dir := filepath.Join(d.Dir(), fmt.Sprint("store-", n))
		path := filepath.Join(dir, StateFile)
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, image, 0o600); err != nil {
			t.Fatal(err)
		}
		d.Restore() // all of it is on the disk
		ended := make(chan error, 1)
		go func() {
			s, err := Open(dir, Options{})
			if err == nil {
				err = s.Close()
			}
			ended <- err
		}()
		time.Sleep(time.Duration(random.IntN(30_000)) * time.Microsecond)
		d.Cut()
		if err := <-ended; err == nil {
			whole++
		}
		d.Restore()
		s, err := Open(dir, Options{})
		if err != nil {
			t.Fatalf("after cut %d: %v", n, err)
		}
		kept := 0
		for _, e := range everything(t, s) {
			if e.Type == wire.StoreRepaired {
				repaired++
			} else if !written[name(e)] {
				t.Errorf("event %d was never written: %s", e.Seq, name(e))
			} else {
				kept++
			}
		}
		if kept < len(written)-2 {
			t.Errorf("after cut %d there are %d events of %d", n, kept, len(written))
		}
		closed(t, s)
		os.RemoveAll(dir)
	}
	t.Logf("%d cuts, %d of them after the end; %d repairs told of", cuts, whole, repaired)
	if repaired == 0 || whole == cuts {
		t.Error("no cut came while it was repaired")
	}
}

// TestStore_WhatLiesOnABadPlaceIsTheOnlyLoss has one page of the events that
// the card does not give any more.
func TestStore_WhatLiesOnABadPlaceIsTheOnlyLoss(t *testing.T) {
	t.Parallel()
	d := disktest.New(t, disktest.Options{})
	w := newLedger(filepath.Join(d.Dir(), "store"))
	s := opened(t, w.dir, Options{})
	if err := w.keepUntil(t, s, "step", 300); err != nil {
		t.Fatal(err)
	}
	written := map[string]bool{}
	for _, e := range everything(t, s) {
		written[name(e)] = true
	}
	var at int64 // of the page that holds movement 150
	if err := view(s.state, func(tx *bbolt.Tx) error {
		_, v := tx.Bucket(bucketEvents).Cursor().Seek(eventKey(wire.Goods.Rank(), 150))
		at = int64(uintptr(unsafe.Pointer(&v[0])) - s.state.Info().Data)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	at -= at % int64(os.Getpagesize())
	closed(t, s)
	bad := disktest.Where(t, filepath.Join(w.dir, StateFile), at)
	d.Restore()
	d.Set(disktest.Faults{Bad: [2]int64{bad, bad + int64(os.Getpagesize())}})
	s = opened(t, w.dir, Options{})
	kept, told := 0, 0
	for _, e := range everything(t, s) {
		switch {
		case e.Type == wire.StoreRepaired:
			told++
		case e.Type == wire.EventsDropped: // it stands for those that are lost
		case !written[name(e)]:
			t.Errorf("event %d was never written: %s", e.Seq, name(e))
		default:
			kept++
		}
	}
	t.Logf("%d events of %d are kept", kept, len(written))
	if kept < len(written)-60 || kept == len(written) || told != 1 {
		t.Errorf("%d events of %d are kept, and %d repairs told of", kept, len(written), told)
	}
	closed(t, s)
}
