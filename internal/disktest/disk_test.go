package disktest

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

func TestMain(m *testing.M) { Main(m) }

// put writes a file, synced if so wanted.
func put(t *testing.T, path string, b []byte, sync bool) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.Write(b); err != nil {
		t.Fatal(err)
	}
	if !sync {
		return
	}
	if err := f.Sync(); err != nil {
		t.Fatal(err)
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	defer dir.Close()
	if err := dir.Sync(); err != nil {
		t.Fatal(err)
	}
}

func TestDisk_KeepsWhatWasSyncedAndNothingElseIsSure(t *testing.T) {
	d := New(t, Options{})
	want := bytes.Repeat([]byte("sold"), 5000)
	put(t, filepath.Join(d.Dir(), "synced"), want, true)
	put(t, filepath.Join(d.Dir(), "not-synced"), want, false)
	d.Cut()
	if err := os.WriteFile(filepath.Join(d.Dir(), "late"), want, 0o600); err == nil {
		if f, err := os.Open(d.Dir()); err == nil {
			if err := f.Sync(); err == nil {
				t.Error("a disk without power took a file")
			}
			f.Close()
		}
	}
	d.Restore()
	if got, err := os.ReadFile(filepath.Join(d.Dir(), "synced")); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%d bytes of the synced file, want %d: %v", len(got), len(want), err)
	}
	if _, err := os.Stat(filepath.Join(d.Dir(), "late")); err == nil {
		t.Error("a file made without power is there")
	}
	if c := d.Counts(); c.Cuts != 1 || c.Flushes == 0 {
		t.Errorf("counts are %+v", c)
	}
}

func TestDisk_ThatLiesLosesWhatWasSynced(t *testing.T) {
	d := New(t, Options{})
	for _, late := range []int{0, 100} {
		d.Set(Faults{Late: late})
		path := filepath.Join(d.Dir(), fmt.Sprint("late-", late))
		put(t, path, []byte("sold"), true)
		d.Cut()
		d.Restore()
		if _, err := os.Stat(path); (err == nil) != (late == 0) {
			t.Errorf("a synced file of a disk that is %d flushes late: %v", late, err)
		}
	}
}

func TestDisk_HasTheFaultsItIsToldTo(t *testing.T) {
	d := New(t, Options{})
	path := filepath.Join(d.Dir(), "file")
	put(t, path, bytes.Repeat([]byte{7}, 1<<20), true)
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	write := func() error {
		if _, err := f.WriteAt([]byte("x"), 0); err != nil {
			return err
		}
		return f.Sync()
	}

	d.Set(Faults{SlowFlush: 300 * time.Millisecond})
	began := time.Now()
	if err := write(); err != nil || time.Since(began) < 300*time.Millisecond {
		t.Errorf("a slow flush took %v: %v", time.Since(began), err)
	}
	d.Set(Faults{FailFlush: 2})
	first, second := write(), write()
	if err := errors.Join(first, second); !errors.Is(err, syscall.EIO) {
		t.Errorf("two flushes of which one fails: %v, want EIO", err)
	}
	f.Close()

	d.Restore()
	d.Set(Faults{FailReads: true})
	if _, err := os.ReadFile(path); !errors.Is(err, syscall.EIO) {
		t.Errorf("reading: %v, want EIO", err)
	}
	d.Set(Faults{})
	if b, err := os.ReadFile(path); err != nil || len(b) != 1<<20 {
		t.Errorf("reading when the fault has gone: %d bytes, %v", len(b), err)
	}
	d.Restore()
	at := Where(t, path, 512<<10)
	d.Set(Faults{Bad: [2]int64{at, at + 1}})
	if _, err := os.ReadFile(path); !errors.Is(err, syscall.EIO) {
		t.Errorf("reading over a bad place: %v, want EIO", err)
	}
	f, err = os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.ReadAt(make([]byte, 1000), 900<<10); err != nil {
		t.Errorf("reading beside a bad place: %v", err)
	}
	f.Close()
	d.RemountReadOnly()
	if err := os.WriteFile(path, nil, 0o600); !errors.Is(err, syscall.EROFS) {
		t.Errorf("writing: %v, want EROFS", err)
	}
}
