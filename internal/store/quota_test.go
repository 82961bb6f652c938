package store

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.etcd.io/bbolt"

	"endcap/offers/journal"
	"endcap/offers/money"
	"endcap/offers/points"
	"endcap/offers/quota"
	"endcap/sync/wire"
)

// usesOf returns how many uses were taken off the grants that a store holds.
func usesOf(s *Store) (n int64) {
	for _, h := range s.quotas.book.Load().Held() {
		n += h.Uses
	}
	return n
}

func grant(id string, uses int64) quota.Grant {
	return quota.Grant{ID: id, Offer: "soup", Uses: uses, Until: noon.AddDate(0, 0, 7)}
}

func granted(t testing.TB, s *Store, g quota.Grant) {
	t.Helper()
	if err := s.Grant(t.Context(), s.QuotaBook(), g, noon); err != nil {
		t.Fatal(err)
	}
}

// using is a step that takes so many uses and tells of a sale.
func using(times int64) journal.Step {
	return journal.Step{Uses: []quota.Use{{Offer: "soup", Times: times}}, At: noon, Events: []wire.Event{note("sold")}}
}

// wantLeft compares what is left of the soup.
func wantLeft(t testing.TB, s *Store, want int64) {
	t.Helper()
	got := int64(0)
	for _, l := range s.Left(noon) {
		got += l.Uses
	}
	if got != want {
		t.Errorf("%d uses are left, want %d", got, want)
	}
}

func TestStore_AStepTakesOffTheGrantOrIsRefusedWhole(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := opened(t, dir, Options{})
	if err := s.Do(t.Context(), using(1)); !errors.Is(err, ErrSpent) {
		t.Errorf("without a grant: got %v, want ErrSpent", err)
	}
	granted(t, s, grant("g-1", 3))
	granted(t, s, grant("g-1", 3)) // a command may be done twice
	if err := s.Do(t.Context(), using(2)); err != nil {
		t.Fatal(err)
	}
	refused := using(2)
	refused.Scan = "late"
	if err := s.Do(t.Context(), refused); !errors.Is(err, ErrSpent) {
		t.Errorf("past the grant: got %v, want ErrSpent", err)
	}
	if n := len(everything(t, s)); n != 1 || s.Seen("late") {
		t.Errorf("%d events and the scan %v, want one event", n, s.Seen("late"))
	}
	wantLeft(t, s, 1)
	granted(t, s, grant("g-1", 3)) // late, and twice: nothing comes back
	closed(t, s)

	s = opened(t, dir, Options{})
	defer closed(t, s)
	wantLeft(t, s, 1)
	granted(t, s, grant("g-2", 2))
	wantLeft(t, s, 3)
	if err := s.Do(t.Context(), using(3)); err != nil {
		t.Error(err)
	}
	wantLeft(t, s, 0)
	if err := s.Grant(t.Context(), s.QuotaBook(), grant("g-2", 5), noon); !errors.Is(err, quota.ErrGrant) {
		t.Errorf("another grant of the same ID: got %v, want ErrGrant", err)
	}
}

func TestStore_WhatIsTakenBackIsLeftNoMore(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := opened(t, dir, Options{})
	granted(t, s, grant("g-1", 5))
	do(t, s, using(2))
	for range 2 {
		if h, err := s.EndGrant(t.Context(), s.QuotaBook(), "g-1"); err != nil || h.Uses != 2 {
			t.Errorf("%+v, %v, want 2 uses taken", h, err)
		}
	}
	if _, err := s.EndGrant(t.Context(), s.QuotaBook(), "g-2"); !errors.Is(err, quota.ErrGrant) {
		t.Errorf("of none: got %v, want ErrGrant", err)
	}
	if _, err := s.EndGrant(t.Context(), "00c0ffee00c0ffee", "g-1"); !errors.Is(err, ErrOtherBook) {
		t.Errorf("of another book: got %v, want ErrOtherBook", err)
	}
	closed(t, s)
	s = opened(t, dir, Options{})
	defer closed(t, s)
	wantLeft(t, s, 0)
	granted(t, s, grant("g-1", 5)) // late
	wantLeft(t, s, 0)
	if err := s.Do(t.Context(), using(1)); !errors.Is(err, ErrSpent) {
		t.Errorf("got %v, want ErrSpent", err)
	}
}

func TestStore_StepsThatCannotBeAreNotKept(t *testing.T) {
	t.Parallel()
	s := opened(t, t.TempDir(), Options{})
	defer closed(t, s)
	granted(t, s, quota.Grant{ID: "g", Offer: "soup", Money: money.New(500, money.Currency{'E', 'U', 'R'}), Until: noon.AddDate(0, 0, 7)})
	for name, step := range map[string]journal.Step{
		"uses at no time":       {Uses: []quota.Use{{Offer: "soup", Times: 1}}},
		"a use of nothing":      {Uses: []quota.Use{{Times: 1}}, At: noon},
		"in another currency":   {Uses: []quota.Use{{Offer: "soup", Money: money.New(1, money.Currency{'S', 'E', 'K'})}}, At: noon},
		"an entry of no points": {Points: []points.Entry{{ID: "b/o/0"}}},
	} {
		if err := s.Do(t.Context(), step); !errors.Is(err, ErrStep) {
			t.Errorf("%s: got %v, want ErrStep", name, err)
		}
	}
}

func TestStore_StepsThatWaitTogetherShareWhatIsLeft(t *testing.T) {
	t.Parallel()
	s := opened(t, t.TempDir(), Options{})
	defer closed(t, s)
	s.state.NoSync = true
	granted(t, s, grant("g-1", 50))
	var all sync.WaitGroup
	answers := make([]error, 64)
	for i := range answers {
		all.Go(func() { answers[i] = s.Do(t.Context(), using(1)) })
	}
	all.Wait()
	kept := 0
	for _, err := range answers {
		switch {
		case err == nil:
			kept++
		case !errors.Is(err, ErrSpent):
			t.Error(err)
		}
	}
	if kept != 50 || len(everything(t, s)) != 50 {
		t.Errorf("%d steps of 64 were kept, want the 50 that were granted", kept)
	}
	wantLeft(t, s, 0)
}

func TestStore_PointsAreToldOfInTheirStep(t *testing.T) {
	t.Parallel()
	s := opened(t, t.TempDir(), Options{})
	defer closed(t, s)
	entry := points.Earned("cart-07-000001.00c0ffee00c0ffee", "five-a-euro", "7", 0, 12, noon)
	do(t, s, journal.Step{Points: []points.Entry{entry}})
	got := pending(t, s, wire.Money)
	if len(got) != 1 || got[0].Type != wire.PointsPosted || !bytes.Contains(got[0].Data, []byte(entry.ID)) {
		t.Errorf("told of %+v", got)
	}
}

// openedAs opens the store of another device than the tests' usual one.
func openedAs(t *testing.T, dir string, of wire.Address) *Store {
	t.Helper()
	s, err := Open(dir, Options{Address: of})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestStore_AGrantIsForOneBookOfOneDevice(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := openedAs(t, dir, here)
	name := s.QuotaBook()
	granted(t, s, grant("g-1", 3))
	for _, other := range []string{"", "00c0ffee00c0ffee"} {
		if err := s.Grant(t.Context(), other, grant("g-2", 3), noon); !errors.Is(err, ErrOtherBook) {
			t.Errorf("for the book %q: got %v, want ErrOtherBook", other, err)
		}
	}
	closed(t, s)
	for _, of := range []wire.Address{here, there} {
		s = openedAs(t, dir, of)
		if same := s.QuotaBook() == name; s.QuotaBook() == "" || same != (of == here) {
			t.Errorf("%s has the book %q, that of %s was %q", of.Device, s.QuotaBook(), here.Device, name)
		}
		closed(t, s)
	}
	s = openedAs(t, dir, here)
	defer closed(t, s)
	wantLeft(t, s, 0)
	if err := s.Grant(t.Context(), name, grant("g-1", 3), noon); !errors.Is(err, ErrOtherBook) {
		t.Errorf("the grant for the lost book: got %v, want ErrOtherBook", err)
	}
}

// TestStore_WhatGoesBackToAnOlderStateHasNoGrants goes down every rung, and
// restores a backup: nothing that was spent comes back, and no grant that was
// on its way before is taken after.
func TestStore_WhatGoesBackToAnOlderStateHasNoGrants(t *testing.T) {
	t.Parallel()
	made := func(t *testing.T) (dir, name string) {
		t.Helper()
		dir = put(t, used(t, 50))
		s := opened(t, dir, Options{})
		granted(t, s, grant("g-1", 10))
		b, err := s.Backup(t.Context(), filepath.Join(dir, "a.backup"), Backup{Made: noon, By: "test", Of: cart})
		if err != nil || b.Schema != schema {
			t.Fatal(b, err)
		}
		for range 7 {
			do(t, s, using(1))
		}
		name = s.QuotaBook()
		closed(t, s)
		return dir, name
	}
	climb := func(r rung) func(*testing.T, string) {
		return func(t *testing.T, dir string) {
			s, f := &Store{dir: dir, of: cart, log: slog.New(slog.DiscardHandler)}, stateFile(dir, 0)
			held, err := f.hold()
			if err != nil {
				t.Fatal(err)
			}
			if r == olderMeta { // it is only tried where the newest state is damaged
				damage(t, held)
			}
			if held, err = s.climb(f, held, r, errDied); err != nil {
				t.Fatal(err)
			}
			held.Close()
			if len(s.repairs) != 1 || s.repairs[0].Step != rungNames[r] {
				t.Fatalf("repaired by %+v", s.repairs)
			}
		}
	}
	for name, back := range map[string]func(*testing.T, string){
		"restore": func(t *testing.T, dir string) {
			if _, err := RestoreTo(dir, filepath.Join(dir, "a.backup"), cart, false); err != nil {
				t.Fatal(err)
			}
		},
		"older-meta": climb(olderMeta), "salvage": climb(salvage), "new": climb(anew),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir, book := made(t)
			back(t, dir)
			s := opened(t, dir, Options{})
			defer closed(t, s)
			if len(s.Left(noon)) != 0 || s.QuotaBook() == book || s.QuotaBook() == "" {
				t.Errorf("%+v is left in the book %q, which was %q", s.Left(noon), s.QuotaBook(), book)
			}
			if err := s.Grant(t.Context(), book, grant("g-1", 10), noon); !errors.Is(err, ErrOtherBook) {
				t.Errorf("the grant again: got %v, want ErrOtherBook", err)
			}
			granted(t, s, grant("g-2", 3))
			wantLeft(t, s, 3)
		})
	}
}

// damage spoils the newest root of a file.
func damage(t *testing.T, f *os.File) {
	t.Helper()
	b, err := os.ReadFile(f.Name())
	if err != nil {
		t.Fatal(err)
	}
	newest, _ := places(t, b)
	page := int64(os.Getpagesize())
	root := int64(b[newest+16+16]) | int64(b[newest+16+17])<<8
	if _, err := f.WriteAt(bytes.Repeat([]byte{0xff}, 64), root*page); err != nil {
		t.Fatal(err)
	}
}

func TestStore_AMadeSmallFileKeepsItsGrants(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := opened(t, dir, Options{})
	granted(t, s, grant("g-1", 10))
	do(t, s, using(4))
	name := s.QuotaBook()
	closed(t, s)
	if _, _, err := Compact(dir); err != nil {
		t.Fatal(err)
	}
	s = opened(t, dir, Options{})
	defer closed(t, s)
	wantLeft(t, s, 6)
	if s.QuotaBook() != name {
		t.Errorf("the book is %q, it was %q", s.QuotaBook(), name)
	}
}

// TestStore_GrantsAndUsesAreWholeWhereverTheirTransactionEnds ends the program
// before and after each commit.
func TestStore_GrantsAndUsesAreWholeWhereverTheirTransactionEnds(t *testing.T) {
	t.Parallel()
	for n := 1; n <= 4; n++ {
		for _, after := range []bool{false, true} {
			t.Run(fmt.Sprint(n, after), func(t *testing.T) {
				dir, commits := t.TempDir(), -1
				s := opened(t, dir, Options{Commit: func(file string, commit func() error) error {
					if file != StateFile || commits < 0 {
						return commit()
					}
					if commits++; commits != n {
						return commit()
					}
					if after {
						return errors.Join(commit(), errDied)
					}
					return errDied
				}})
				name := s.QuotaBook()
				commits = 0
				_ = s.Grant(t.Context(), name, grant("g-1", 5), noon)
				for range 3 {
					_ = s.Do(t.Context(), using(1)) // nothing is kept after the end
				}
				_ = s.Close()
				s = opened(t, dir, Options{})
				defer closed(t, s)
				want := int64(n) - 2
				if after {
					want++
				}
				sold := int64(len(everything(t, s)))
				if got := usesOf(s); got != max(0, want) || got != sold || s.QuotaBook() != name {
					t.Errorf("%d uses taken by %d steps of book %q, want %d of %q", got, sold, s.QuotaBook(), want, name)
				}
				granted(t, s, grant("g-1", 5)) // the command is done again
				wantLeft(t, s, 5-max(0, want))
			})
		}
	}
}

func TestStore_AGrantThatWasChangedOnTheCardIsDamage(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := opened(t, dir, Options{})
	granted(t, s, grant("g-1", 10))
	if err := s.state.Update(func(tx *bbolt.Tx) error {
		b, key := tx.Bucket(bucketQuotas), []byte("g-1")
		return b.Put(key, bytes.Replace(b.Get(key), []byte(`"uses":10`), []byte(`"uses":99`), 1))
	}); err != nil {
		t.Fatal(err)
	}
	closed(t, s)
	s = opened(t, dir, Options{})
	defer closed(t, s)
	if diff := cmp.Diff(s.Left(noon), []quota.Left(nil)); diff != "" {
		t.Errorf("left (-got +want):\n%s", diff)
	}
	if told := repairs(t, s); len(told) != 1 || told[0].Step != rungNames[salvage] {
		t.Errorf("told of %+v", told)
	}
}
