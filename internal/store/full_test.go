package store

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"endcap/offers/journal"
	"endcap/offers/stock"
	"endcap/sync/wire"
)

func TestStore_OnAFullDiskItRefusesForgetsAndGoesOn(t *testing.T) {
	disk := t.TempDir()
	if err := syscall.Mount("none", disk, "tmpfs", 0, "size=24m"); err != nil {
		t.Skipf("a small disk cannot be mounted here: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(disk, 0); err != nil {
			t.Error(err)
		}
	})
	s := open(t, filepath.Join(disk, "store"), Options{})
	putInForce(t, s, 2000, 1)
	for n := range 5 {
		do(t, s, journal.Step{Scan: fmt.Sprint(n), Moves: []stock.Movement{pick(1, 1)}})
	}

	ballast := filepath.Join(disk, "ballast")
	fillDisk(t, ballast)
	if err := s.Do(t.Context(), journal.Step{Scan: "late", Events: []wire.Event{note("x")}}); !errors.Is(err, ErrFull) {
		t.Errorf("a step on a full disk: got %v, want ErrFull", err)
	}
	_, pieces := makeBook(t, 2000, 2)
	if err := s.Stage(t.Context(), pieces[0].SHA256, pieces[0].Bytes); !errors.Is(err, ErrNoRoom) {
		t.Errorf("a chunk on a full disk: got %v, want ErrNoRoom", err)
	}
	// What the file holds is used again: acknowledged events can go.
	if err := s.Forget(t.Context(), wire.Goods, 5); err != nil {
		t.Errorf("forgetting on a full disk: %v", err)
	}
	if _, err := s.NextSession(t.Context()); err != nil {
		t.Errorf("a session on a full disk: %v", err)
	}
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	do(t, s, journal.Step{Scan: "late", Events: []wire.Event{note("x")}})
	putInForce(t, s, 2000, 2)
	wantBook(t, s, 2000, 2)
	if got := append(pending(t, s, wire.Goods), pending(t, s, wire.Money)...); len(got) != 1 || got[0].Seq != 1 {
		t.Errorf("got %v, want one refusal", got)
	}
}

// fillDisk writes until nothing more fits.
func fillDisk(t *testing.T, path string) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for size := 1 << 20; size > 0; size /= 2 {
		for err = nil; err == nil; {
			_, err = f.Write(bytes.Repeat([]byte{1}, size))
		}
		if !errors.Is(err, syscall.ENOSPC) {
			t.Fatal(err)
		}
	}
}
