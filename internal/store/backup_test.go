package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"endcap/offers/journal"
	"endcap/offers/stock"
	"endcap/sync/wire"
)

var (
	here  = wire.Address{Tenant: "demo", Store: "harbour", Device: "cart-07"}
	there = wire.Address{Tenant: "demo", Store: "harbour", Device: "cart-08"}
)

// backedUp makes a store with some steps and a backup of it, taken while
// others write.
func backedUp(t *testing.T, steps int) (dir, backup string) {
	t.Helper()
	dir, backup = put(t, used(t, steps)), filepath.Join(t.TempDir(), "cart-07.backup")
	s := open(t, dir, Options{})
	defer s.Close()
	ctx, stop := context.WithCancel(t.Context())
	var writers sync.WaitGroup
	for w := range 4 {
		writers.Go(func() {
			for n := 0; ctx.Err() == nil; n++ {
				if err := s.Do(t.Context(), journal.Step{Scan: fmt.Sprint("meanwhile-", w, "-", n), Moves: []stock.Movement{pick(1, 1)}}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	b, err := s.Backup(t.Context(), backup, Backup{Made: noon, By: "test", Of: here})
	stop()
	writers.Wait()
	if err != nil {
		t.Fatal(err)
	}
	do(t, s, journal.Step{Scan: "afterwards", Moves: []stock.Movement{pick(1, 1)}}) // on one processor nobody may have come to write
	if got, err := ReadBackup(backup); err != nil || cmp.Diff(got, b) != "" || b.Records < steps {
		t.Fatalf("read back: %v, %+v, want %+v", err, got, b)
	}
	if _, err := s.Backup(t.Context(), backup, Backup{Of: here}); !errors.Is(err, os.ErrExist) {
		t.Errorf("a second one over the first: got %v, want ErrExist", err)
	}
	return dir, backup
}

func TestBackup_IsOneMomentAndIsRestoredAsIt(t *testing.T) {
	dir, backup := backedUp(t, 100)
	if _, err := RestoreTo(dir, backup, there, false); !errors.Is(err, ErrOther) {
		t.Errorf("for another device: got %v, want ErrOther", err)
	}
	plan, err := PlanRestore(dir, backup)
	if err != nil || plan.Done || plan.Present == nil || plan.Present.Events <= plan.Backup.Events {
		t.Errorf("the plan is %+v, %v", plan, err)
	}
	before, _ := os.ReadFile(filepath.Join(dir, StateFile))
	done, err := RestoreTo(dir, backup, here, false)
	if err != nil || !done.Done || done.Aside != filepath.Join(dir, StateFile+".replaced-1") {
		t.Fatalf("%+v, %v", done, err)
	}
	if got, err := os.ReadFile(done.Aside); err != nil || !bytes.Equal(got, before) {
		t.Errorf("what was replaced is not kept as it was: %v", err)
	}
	s := open(t, dir, Options{})
	told := repairs(t, s)
	if len(told) != 1 || told[0].Step != "restore" || told[0].Evidence != "state.db.replaced-1" {
		t.Errorf("told of %+v", told)
	}
	if w, err := s.Waiting(); err != nil || w.Events != plan.Backup.Events+1 {
		t.Errorf("%d events wait, %v, want those of the backup and one", w.Events, err)
	}
	if n, err := s.NextSession(t.Context()); err != nil || n <= sessionLeap {
		t.Errorf("the next session is %d, %v: there may have been some since the backup", n, err)
	}
	if n, err := s.readWhole(nil); err != nil || n == 0 {
		t.Errorf("%d pages, %v", n, err)
	}
}

func TestBackup_ThatIsNotWholeIsRefused(t *testing.T) {
	_, backup := backedUp(t, 20)
	whole, err := os.ReadFile(backup)
	if err != nil {
		t.Fatal(err)
	}
	flipped := bytes.Clone(whole)
	flipped[backupHead+9000] ^= 1
	for name, test := range map[string]struct {
		bytes []byte
		why   string
	}{
		"cut short":        {whole[:len(whole)-1], "cut short"},
		"longer":           {append(bytes.Clone(whole), 0), "bytes of"},
		"no head":          {whole[:100], "too short"},
		"state.db itself":  {whole[backupHead:], "first line"},
		"a bit is flipped": {flipped, "SHA-256"},
		"another format":   {bytes.Replace(whole, []byte(backupFormat), []byte("endcap-backup-9"), 1), "endcap-backup-9"},
	} {
		t.Run(name, func(t *testing.T) {
			path, dir := filepath.Join(t.TempDir(), "bad.backup"), t.TempDir()
			if err := os.WriteFile(path, test.bytes, 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := RestoreTo(dir, path, here, true); !errors.Is(err, ErrBackup) || !strings.Contains(err.Error(), test.why) {
				t.Errorf("got %v, want ErrBackup: %s", err, test.why)
			}
			if left, _ := os.ReadDir(dir); len(left) > 0 {
				t.Errorf("it left %v", left)
			}
		})
	}
}

// TestStore_ThePowerMayGoAtAnyStepOfARestoreOrACompaction cuts it at the first
// step, the second, ... until none is left, and opens again each time.
func TestStore_ThePowerMayGoAtAnyStepOfARestoreOrACompaction(t *testing.T) {
	whole := used(t, 60)
	var backup string
	{
		var dir string
		dir, backup = put(t, used(t, 30)), filepath.Join(t.TempDir(), "cart-07.backup")
		s := open(t, dir, Options{})
		if _, err := s.Backup(t.Context(), backup, Backup{Made: noon, Of: here}); err != nil {
			t.Fatal(err)
		}
	}
	for name, test := range map[string]struct {
		do func(h hand, dir string) error
		is int
	}{
		"restore": {func(h hand, dir string) error { _, err := h.restore(dir, backup, here, false); return err }, 30},
		"compact": {func(h hand, dir string) error {
			f := stateFile(dir, 0)
			f.hand = h
			held, err := f.hold()
			if err != nil {
				return err
			}
			db, err := f.take(held)
			if err != nil {
				return err
			}
			return errors.Join(f.compact(db), db.Close())
		}, 60},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for n := 0; ; n++ {
				dir, cut := put(t, whole), cutAt(n)
				err := test.do(hand{cut.step}, dir)
				if (err == nil) != (cut.at == "") {
					t.Errorf("cut at %q: got %v", cut.at, err)
				}
				s := open(t, dir, Options{})
				if got := steps(t, s); got != 60 && got != test.is || err == nil && got != test.is {
					t.Errorf("cut at %q: %d steps, want 60 or %d", cut.at, got, test.is)
				}
				if h := s.repairs; len(h) > 0 {
					t.Errorf("cut at %q: %+v", cut.at, h)
				}
				s.Close()
				if left, _ := filepath.Glob(filepath.Join(dir, "*.new-*")); len(left) > 0 {
					t.Errorf("cut at %q: %v is left after opening", cut.at, left)
				}
				if cut.at == "" {
					t.Logf("%d steps", n)
					return
				}
			}
		})
	}
}

func TestStore_ALargeFileThatIsMostlyFreeIsMadeSmallerAtOpening(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir, Options{})
	s.state.NoSync = true
	e := wire.NewEvent(wire.ItemRefused, noon, strings.Repeat("x", 4000))
	var step journal.Step
	for range 200 {
		step.Events = append(step.Events, e)
	}
	for fileBytes(dir, StateFile) <= compactAbove+2*growBy {
		do(t, s, step)
	}
	forgetAll(t, s)
	do(t, s, journal.Step{Scan: "the last", Moves: []stock.Movement{pick(1, 3)}, Events: []wire.Event{note("stays")}})
	next := written(s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, dir, Options{})
	if n := fileBytes(dir, StateFile); n > 2<<20 {
		t.Errorf("after opening it has %d bytes", n)
	}
	if n, _ := s.OnHand("cart-07", product(1)); n != 3 || !s.Seen("the last") || len(everything(t, s)) != 2 || written(s) != next {
		t.Errorf("%d on hand, %d events, next %d, want 3, 2 and %d", n, len(everything(t, s)), written(s), next)
	}
	do(t, s, journal.Step{Scan: "after", Moves: []stock.Movement{pick(1, 1)}})
}

func TestStore_CompactsWhenNobodyHoldsIt(t *testing.T) {
	t.Parallel() // it waits for a lock
	dir := put(t, used(t, 300))
	s := open(t, dir, Options{})
	if _, _, err := Compact(dir); !errors.Is(err, ErrLocked) {
		t.Errorf("got %v, want ErrLocked", err)
	}
	for n := 0; fileBytes(dir, StateFile) < 3*growBy; n++ { // they are packed meanwhile
		step := journal.Step{Scan: fmt.Sprint("many-", n)}
		for range 1000 {
			step.Moves = append(step.Moves, pick(1, 1))
		}
		do(t, s, step)
	}
	forgetAll(t, s)
	s.Close()
	was, is, err := Compact(dir)
	if err != nil || is >= was {
		t.Errorf("%d bytes became %d: %v", was, is, err)
	}
	files, err := Inspect(dir)
	if err != nil || len(files) != 2 || files[0].Fault+files[1].Fault != "" || files[0].Records < 300 {
		t.Errorf("%+v, %v", files, err)
	}
	s = open(t, dir, Options{})
	for n := range 300 {
		if !s.Seen(fmt.Sprint("picture-", n)) {
			t.Fatalf("picture %d is not known again", n)
		}
	}
}

func forgetAll(t testing.TB, s *Store) {
	t.Helper()
	for _, stream := range wire.Streams {
		next, _ := s.Standing(stream)
		if err := s.Forget(t.Context(), stream, next-1); err != nil {
			t.Fatal(err)
		}
	}
}

func TestInspect_NamesWhatIsWrong(t *testing.T) {
	whole := used(t, 300)
	newest, leaf := places(t, whole)
	for name, test := range map[string]struct {
		damage func(b []byte)
		want   string
	}{
		"nothing":  {func([]byte) {}, ""},
		"a leaf":   {func(b []byte) { b[leaf+8] = 0xFF }, "page "},
		"metas":    {func(b []byte) { b[20], b[4116] = 9, 9 }, "meta pages"},
		"the root": {func(b []byte) { b[newest+32] ^= 0x10; resum(b, newest) }, "page "},
	} {
		t.Run(name, func(t *testing.T) {
			b := bytes.Clone(whole)
			test.damage(b)
			dir := put(t, b)
			files, err := Inspect(dir)
			if err != nil || len(files) != 1 || (files[0].Fault == "") != (test.want == "") || !strings.Contains(files[0].Fault, test.want) {
				t.Fatalf("%+v, %v, want a fault with %q", files, err, test.want)
			}
			if now, _ := os.ReadFile(filepath.Join(dir, StateFile)); !bytes.Equal(now, b) {
				t.Error("looking changed the file")
			}
			if test.want == "" && (files[0].Free < 0 || files[0].Pages < 10 || len(files[0].Buckets) < 6) {
				t.Errorf("%+v", files[0])
			}
		})
	}
}

func TestExport_HasAllThatWaits(t *testing.T) {
	s := open(t, put(t, used(t, 1500)), Options{})
	kinds := map[string]int{}
	if err := s.Export(func(l Line) error { kinds[l.Kind]++; return nil }); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(kinds, map[string]int{"waiting": 1, "basket": 1, "stock": 1500, "event": 3000}); diff != "" {
		t.Errorf("(-got +want):\n%s", diff)
	}
}
