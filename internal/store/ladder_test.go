package store

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"go.etcd.io/bbolt"

	"endcap/device"
	"endcap/offers/basket"
	"endcap/offers/journal"
	"endcap/offers/stock"
	"endcap/sync/wire"
)

// used makes a store that was used for a while and returns the bytes of its
// state.db. Its newest transaction is a step, not the mark of Close.
func used(t testing.TB, steps int) []byte {
	t.Helper()
	dir := t.TempDir()
	s, err := Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	s.state.NoSync = true
	for n := range steps {
		do(t, s, journal.Step{
			Scan: fmt.Sprint("picture-", n), Basket: &basket.Basket{ID: fmt.Sprint("basket-", n)},
			Moves: []stock.Movement{pick(uint64(n), 1)}, Events: []wire.Event{note(fmt.Sprint(n))},
		})
	}
	s.tend.end() // so that nothing is written while the file is read
	b, err := os.ReadFile(filepath.Join(dir, StateFile))
	if err := errors.Join(err, s.Close()); err != nil {
		t.Fatal(err)
	}
	return b
}

// put makes a store of these bytes.
func put(t testing.TB, b []byte) (dir string) {
	t.Helper()
	dir = t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, StateFile), b, 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

// places returns where the newest meta page is, and a leaf of events that the
// newest state needs, and the one before it too.
func places(t testing.TB, b []byte) (newest, leaf int64) {
	t.Helper()
	id, now := leaves(t, b)
	newest = int64(id%2) * 4096
	older := slices.Clone(b)
	older[newest+20] ^= 1
	_, before := leaves(t, older)
	for _, at := range now {
		if slices.Contains(before, at) && bytes.Contains(b[at:at+4096], []byte(wire.StockMoved)) {
			return newest, at
		}
	}
	t.Fatal("there is no leaf of events")
	return 0, 0
}

// leaves returns the number of the newest transaction that is whole, and where
// the leaves are that its state needs.
func leaves(t testing.TB, b []byte) (id int, all []int64) {
	t.Helper()
	db, err := bbolt.Open(filepath.Join(put(t, b), StateFile), 0o600, &bbolt.Options{ReadOnly: true, PreLoadFreelist: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	err = db.View(func(tx *bbolt.Tx) error {
		id = tx.ID()
		for n := range int(tx.Size() / 4096) {
			if p, err := tx.Page(n); err == nil && p != nil && p.Type == "leaf" {
				all = append(all, int64(n)*4096)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return id, all
}

// repairs returns what headquarters is told of repairs.
func repairs(t testing.TB, s *Store) []wire.StoreRepair {
	t.Helper()
	var all []wire.StoreRepair
	for _, e := range everything(t, s) {
		if e.Type != wire.StoreRepaired {
			continue
		}
		var r wire.StoreRepair
		if err := json.Unmarshal(e.Data, &r); err != nil {
			t.Fatal(err)
		}
		all = append(all, r)
	}
	return all
}

func everything(t testing.TB, s *Store) (all []wire.Event) {
	t.Helper()
	for _, stream := range wire.Streams {
		all = append(all, pending(t, s, stream)...)
	}
	return all
}

func steps(t testing.TB, s *Store) int {
	t.Helper()
	n := 0
	for _, e := range everything(t, s) {
		if e.Type == wire.StockMoved {
			n++
		}
	}
	return n
}

func TestStore_WhateverIsDamagedItOpensKeepsTheEvidenceAndTells(t *testing.T) {
	const kept = 300
	whole := used(t, kept)
	newest, leaf := places(t, whole)
	tests := map[string]struct {
		damage func(b []byte) []byte
		step   string // "" for none
		least  int    // of the 300 steps that must be there
	}{
		"nothing":                   {func(b []byte) []byte { return b }, "", kept},
		"cut to three pages":        {func(b []byte) []byte { return b[:3*4096] }, "new", 0},
		"cut to a page":             {func(b []byte) []byte { return b[:4096] }, "new", 0},
		"no bolt file":              {func(b []byte) []byte { clear(b); return b }, "new", 0},
		"pages of zeros":            {func(b []byte) []byte { clear(b[2*4096:]); return b }, "new", 0},
		"pages of noise":            {func(b []byte) []byte { fill(b[2*4096:], 0xA5); return b }, "new", 0},
		"pages of 1 bits":           {func(b []byte) []byte { fill(b[2*4096:], 0xFF); return b }, "new", 0},
		"both meta pages":           {func(b []byte) []byte { b[20], b[4096+20] = 0xFF, 0xFF; return b }, "salvage", kept},
		"the roots of both":         {func(b []byte) []byte { b[32], b[4096+32] = 2, 2; return resum(resum(b, 0), 4096) }, "salvage", kept},
		"a leaf of events":          {func(b []byte) []byte { b[leaf+8] ^= 0xFF; return b }, "salvage", kept - 40},
		"a meta page and a leaf":    {func(b []byte) []byte { b[newest+20] ^= 1; b[leaf+1] ^= 1; return b }, "salvage", kept - 40},
		"the newest meta page":      {func(b []byte) []byte { b[newest+20] ^= 1; return b }, "", kept - 1},
		"the newest one's root":     {func(b []byte) []byte { b[newest+16+16] ^= 0x10; return resum(b, newest) }, "older-meta", kept - 1},
		"an early end of the pages": {func(b []byte) []byte { b[newest+16+40] = 9; return resum(b, newest) }, "older-meta", kept - 1},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bad := test.damage(slices.Clone(whole))
			dir := put(t, bad)
			for opening := range 2 { // what is repaired is whole
				s := open(t, dir, Options{})
				told := repairs(t, s)
				switch {
				case test.step == "" && len(told) != 0:
					t.Fatalf("told of %+v", told)
				case test.step != "" && (len(told) != 1 || told[0].Step != test.step):
					t.Fatalf("opening %d: told of %+v, want one step %q", opening, told, test.step)
				}
				if n := steps(t, s); n < test.least || n > kept+opening {
					t.Errorf("opening %d: %d steps of %d, want at least %d", opening, n, kept, test.least)
				}
				do(t, s, journal.Step{Scan: fmt.Sprint("after-", opening), Moves: []stock.Movement{pick(1, 1)}})
				if n, err := s.readWhole(nil); err != nil || n == 0 {
					t.Errorf("what was repaired is not whole: %d pages, %v", n, err)
				}
				if test.step != "" {
					if got, err := os.ReadFile(filepath.Join(dir, told[0].Evidence)); err != nil || !bytes.Equal(got, bad) {
						t.Errorf("the evidence is not the damaged file: %v", err)
					}
					if h := s.Health(); opening == 0 && (h.State != device.Poor || !strings.Contains(h.Text, test.step)) {
						t.Errorf("health is %+v", h)
					}
				}
				if err := s.Close(); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

func fill(b []byte, with byte) {
	for i := range b {
		b[i] = with
	}
}

// resum makes the check sum of a meta page right again.
func resum(b []byte, at int64) []byte {
	meta := b[at+16 : at+16+64]
	sum := fnv.New64a()
	sum.Write(meta[:56])
	binary.LittleEndian.PutUint64(meta[56:], sum.Sum64())
	return b
}

func TestStore_EvidenceIsKeptThreeTimes(t *testing.T) {
	dir := put(t, make([]byte, 8192))
	for n := range 5 {
		if err := os.WriteFile(filepath.Join(dir, StateFile), bytes.Repeat([]byte{byte(n)}, 8192), 0o600); err != nil {
			t.Fatal(err)
		}
		open(t, dir, Options{}).Close()
	}
	found, _ := filepath.Glob(filepath.Join(dir, StateFile+".damaged-*"))
	if len(found) != evidence {
		t.Errorf("%v are kept, want %d", found, evidence)
	}
	if b, err := os.ReadFile(found[len(found)-1]); err != nil || b[0] != 4 {
		t.Errorf("the newest evidence is not there: %v", err)
	}
}

func TestStore_ANewerFileIsRefusedAndNotRepaired(t *testing.T) {
	for name, change := range map[string]func(*testing.T, string){
		"schema": func(t *testing.T, dir string) {
			s := open(t, dir, Options{})
			if err := s.state.Update(func(tx *bbolt.Tx) error { return tx.Bucket(bucketMeta).Put(keyReads, number(schema+1)) }); err != nil {
				t.Fatal(err)
			}
			s.Close()
		},
		"pages": func(t *testing.T, dir string) {
			b := used(t, 3)
			b[20], b[4096+20] = 3, 3
			if err := os.WriteFile(filepath.Join(dir, StateFile), resum(resum(b, 0), 4096), 0o600); err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			change(t, dir)
			before, _ := os.ReadFile(filepath.Join(dir, StateFile))
			if _, err := Open(dir, Options{}); !errors.Is(err, ErrNewer) {
				t.Errorf("got %v, want ErrNewer", err)
			}
			if after, _ := os.ReadFile(filepath.Join(dir, StateFile)); !bytes.Equal(before, after) {
				t.Error("the file was changed")
			}
		})
	}
}

func TestStore_AFileOfSchema1IsGoneOnWith(t *testing.T) {
	f, err := os.Open("testdata/schema-1.db.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	dir := put(t, b)
	for range 2 {
		s := open(t, dir, Options{})
		if got := everything(t, s); len(got) != 8 || got[0].Type != wire.ItemRefused {
			t.Errorf("%d events wait, want 8", len(got))
		}
		if n, err := s.OnHand("cart-07", product(1)); n != 3 || err != nil {
			t.Errorf("on hand: %d %v, want 3", n, err)
		}
		if b, ok, err := s.Basket(); !ok || err != nil || b.Lines[0].Quantity != 6 {
			t.Errorf("basket %v %v %v", b, ok, err)
		}
		if !s.Seen("picture-5") || s.Seen("picture-6") {
			t.Error("six readings were seen")
		}
		if n := len(repairs(t, s)); n != 0 {
			t.Errorf("%d repairs of a good file", n)
		}
		s.Close()
	}
}

func TestStore_DamageFoundWhileRunningIsRepairedAtTheNextOpening(t *testing.T) {
	good := used(t, 300)
	whole := bytes.Clone(good)
	for i := range whole { // every copy: pages are written anew by each step
		if bytes.HasPrefix(whole[i:], []byte(`{"id":"basket-299"`)) {
			whole[i] = '['
		}
	}
	dir := put(t, good)
	synctest.Test(t, func(t *testing.T) {
		s, err := Open(dir, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if h := s.Health(); h.State != device.Well {
			t.Errorf("before the damage, health is %+v", h)
		}
		f, err := os.OpenFile(filepath.Join(dir, StateFile), os.O_WRONLY, 0)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.WriteAt(whole[2*os.Getpagesize():], 2*int64(os.Getpagesize())); err != nil { // opening wrote a meta page
			t.Fatal(err)
		}
		f.Close()
		time.Sleep(checkAfter + time.Minute)
		synctest.Wait()
		if h := s.Health(); h.State != device.Poor || !strings.Contains(h.Text, "restart the device") {
			t.Errorf("health is %+v", h)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	})
	s := open(t, dir, Options{})
	if told := repairs(t, s); len(told) != 1 || told[0].Step != "salvage" || !strings.Contains(told[0].Lost, "records that make no sense") {
		t.Errorf("told of %+v", told)
	}
	if h := s.Health(); h.State != device.Poor || !strings.Contains(h.Text, "repaired at this start") {
		t.Errorf("health is %+v", h)
	}
	s.Close()
	if h := open(t, dir, Options{}).Health(); h.State != device.Well {
		t.Errorf("at the opening after, health is %+v", h)
	}
}

func TestStore_EndingTooSoonTooOftenIsNoticedAndIsNoLoop(t *testing.T) {
	dir := put(t, used(t, 50))
	rewritten := 0
	for opening := 1; opening <= 3*strikes; opening++ {
		s := open(t, dir, Options{})
		if n := steps(t, s); n != 50 {
			t.Fatalf("opening %d: %d steps, want 50", opening, n)
		}
		rewritten += len(s.repairs)
		if h := s.Health(); (h.State == device.Poor) != (opening > strikes) {
			t.Errorf("opening %d: health is %+v", opening, h)
		}
		left := readWord(dir)
		s.Close()
		if err := left.leave(dir); err != nil { // as if it had been killed
			t.Fatal(err)
		}
	}
	if rewritten != 1 {
		t.Errorf("written anew %d times, want once", rewritten)
	}
	synctest.Test(t, func(t *testing.T) {
		s, err := Open(dir, Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		time.Sleep(early + time.Second)
		synctest.Wait()
		if w := readWord(dir); w != (word{}) {
			t.Errorf("after a minute the word is %+v", w)
		}
	})
}

// TestStore_ThePowerMayGoAtAnyStepOfARepair cuts it at the first step, the
// second, ... until none is left, and opens again each time.
func TestStore_ThePowerMayGoAtAnyStepOfARepair(t *testing.T) {
	whole := used(t, 300)
	newest, leaf := places(t, whole)
	for name, damage := range map[string]func([]byte){
		"salvage":    func(b []byte) { b[leaf+8] ^= 0xFF },
		"older meta": func(b []byte) { b[newest+16+16] ^= 0x10; resum(b, newest) },
		"anew":       func(b []byte) { clear(b) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bad := slices.Clone(whole)
			damage(bad)
			want := -1
			for n := 0; ; n++ {
				dir := put(t, bad)
				s := &Store{dir: dir, log: slog.New(slog.DiscardHandler), commit: func(_ string, f func() error) error { return f() }, readings: newReadings()}
				f := stateFile(dir, DefaultSize)
				cut := cutAt(n)
				f.hand.cut = cut.step
				if err := s.openState(f); err == nil {
					s.state.Close()
				}
				again := open(t, dir, Options{})
				got := steps(t, again)
				if want < 0 {
					want = got
				}
				if told := repairs(t, again); got != want || len(told) != 1 {
					t.Errorf("cut at step %d (%s): %d steps and %+v told, want %d and one", n, cut.at, got, told, want)
				}
				again.Close()
				if cut.at == "" {
					t.Logf("%d steps", n)
					return
				}
			}
		})
	}
}

// cutter is a power cut before the nth step. Nothing is done after it.
type cutter struct {
	left int
	at   string
}

func cutAt(n int) *cutter { return &cutter{left: n} }

func (c *cutter) step(what string) error {
	if c.left--; c.left >= 0 {
		return nil
	}
	if c.at == "" {
		c.at = what
	}
	return errors.New("the power is gone")
}

// TestStore_KilledInItsShutdownLosesNothing ends the process before and after
// the last write of Close.
func TestStore_KilledInItsShutdownLosesNothing(t *testing.T) {
	died := errors.New("killed")
	for name, end := range map[string]func(commit func() error) error{
		"before": func(func() error) error { return died },
		"after":  func(commit func() error) error { return errors.Join(commit(), died) },
	} {
		t.Run(name, func(t *testing.T) {
			dir, closing := t.TempDir(), false
			s, err := Open(dir, Options{Commit: func(_ string, commit func() error) error {
				if closing {
					return end(commit)
				}
				return commit()
			}})
			if err != nil {
				t.Fatal(err)
			}
			do(t, s, journal.Step{Scan: "last", Moves: []stock.Movement{pick(1, 1)}})
			closing = true
			if err := s.Close(); err != nil {
				t.Error(err)
			}
			s = open(t, dir, Options{})
			if s.clean != (name == "after") || !s.Seen("last") || steps(t, s) != 1 {
				t.Errorf("closed %v, %d steps", s.clean, steps(t, s))
			}
			if n, err := s.readWhole(nil); err != nil || n == 0 {
				t.Errorf("%d pages, %v", n, err)
			}
		})
	}
}
