package store

import (
	"encoding/json"
	"errors"
	"iter"
	"strings"
	"testing"

	"go.etcd.io/bbolt"

	"endcap/sync/wire"
)

func TestSheet_IsReadByItsProduct(t *testing.T) {
	s := open(t, t.TempDir(), Options{})
	none := func(n uint64) {
		t.Helper()
		if sheet, ok, err := s.Sheet(product(n)); ok || err != nil {
			t.Errorf("product %d: %+v, %v, %v; want none", n, sheet, ok, err)
		}
	}
	none(3)
	m, pieces := edition(t, 1, goodsAt(10, 1).sheeted(1, 3))
	if _, err := fetch(t.Context(), s, m, pieces); err != nil {
		t.Fatal(err)
	}
	none(4)
	none(40)
	if sheet, ok, err := s.Sheet(product(3)); !ok || err != nil || sheet.Texts[0].About != "Matured 3 days, <cave> 1." {
		t.Errorf("got %+v, %v, %v", sheet, ok, err)
	}
}

// TestSheet_ThatIsNotTheProductsRefusesTheBook tries whole books and deltas.
func TestSheet_ThatIsNotTheProductsRefusesTheBook(t *testing.T) {
	line := func(n uint64, sheet string) wire.BookLine {
		text, err := json.Marshal(goods(int(n), 1))
		if err != nil {
			t.Fatal(err)
		}
		return wire.BookLine{Product: text, Sheet: json.RawMessage(sheet)}
	}
	of := func(n uint64) string { return `{"gtin":"` + product(n).String() + `"}` }
	lines := func(all ...wire.BookLine) iter.Seq2[wire.BookLine, error] {
		return func(yield func(wire.BookLine, error) bool) {
			for _, l := range all {
				if !yield(l, nil) {
					return
				}
			}
		}
	}
	whole := map[string]iter.Seq2[wire.BookLine, error]{
		"of another product": lines(line(1, of(2))),
		"of none":            lines(line(1, `{"texts":[]}`)),
		"null":               lines(line(1, `null`)),
		"not a sheet":        lines(line(1, `{"gtin":"`+product(1).String()+`","links":7}`)),
	}
	for name, l := range whole {
		t.Run(name, func(t *testing.T) {
			s := open(t, t.TempDir(), Options{})
			m, pieces := cutBook(t, 1, l)
			if _, err := fetch(t.Context(), s, m, pieces); !errors.Is(err, ErrBook) {
				t.Errorf("got %v, want ErrBook", err)
			}
		})
	}
	was := goodsAt(3, 1).sheeted(1, 1)
	for name, l := range map[string]iter.Seq2[wire.BookLine, error]{
		"of another product, by delta": whole["of another product"],
		"goes and was not there":       lines(line(2, wire.NoSheet)),
		"goes twice":                   lines(line(1, wire.NoSheet), line(1, wire.NoSheet)),
		"another than was meant":       lines(line(1, of(1))),
		"forgotten":                    lines(),
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t, t.TempDir(), Options{})
			base, pieces := edition(t, 1, was)
			if _, err := fetch(t.Context(), s, base, pieces); err != nil {
				t.Fatal(err)
			}
			now := goodsAt(3, 1).sheeted(2, 1, 2)
			m, pieces := edition(t, 2, now)
			d, more, err := wire.CutDelta(base.Root, false, l)
			if err != nil {
				t.Fatal(err)
			}
			d.All = base.All
			m.Deltas, pieces = []wire.Delta{d}, append(pieces, more...)
			if _, err := fetch(t.Context(), s, m, pieces); !errors.Is(err, ErrBook) {
				t.Errorf("got %v, want ErrBook", err)
			}
			wantContent(t, s, 1, was)
			if _, err := fetch(t.Context(), s, m, pieces); err != nil {
				t.Error(err)
			}
			wantContent(t, s, 2, now)
		})
	}
}

// forget makes of a book what a program that knows no sheets makes of it when
// it puts it in force: a manifest that counts none beside whatever is there.
func forget(t *testing.T, s *Store, drop bool) {
	t.Helper()
	err := s.catalog.Load().Update(func(tx *bbolt.Tx) error {
		b := slot(tx, activeSlot(tx))
		m, err := readManifest(b)
		if err != nil {
			return err
		}
		m.Sheets, m.All = 0, wire.Root{}
		for i := range m.Deltas {
			m.Deltas[i].All = wire.Root{}
		}
		text, err := json.Marshal(m)
		if err != nil {
			return err
		}
		if drop {
			err = b.DeleteBucket(bucketSheets)
		}
		return errors.Join(err, b.Put(keyManifest, text))
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestSheet_WhatAProgramThatKnowsNoneLeftIsTakenForNothing goes back to such a
// program and forth again, with a book that it changed or loaded itself.
func TestSheet_WhatAProgramThatKnowsNoneLeftIsTakenForNothing(t *testing.T) {
	was, bare := goodsAt(20, 1).sheeted(1, 3, 4), goodsAt(20, 1)
	now, plain := goodsAt(20, 2).sheeted(2, 4), goodsAt(20, 2)
	for _, drop := range []bool{false, true} {
		for _, c := range []struct{ now, base book }{{now, was}, {now, bare}, {plain, bare}, {was, bare}} {
			t.Run("", func(t *testing.T) { // so that it is closed before the next one is opened: a map of a store is large
				s := open(t, t.TempDir(), Options{})
				m, pieces := edition(t, 1, was)
				if _, err := fetch(t.Context(), s, m, pieces); err != nil {
					t.Fatal(err)
				}
				forget(t, s, drop)
				if sheet, ok, err := s.Sheet(product(3)); ok || err != nil {
					t.Errorf("got %+v, %v, want none", sheet, err)
				}
				m, pieces = edition(t, 2, c.now, c.base)
				if _, err := fetch(t.Context(), s, m, pieces); err != nil {
					t.Fatal(err)
				}
				wantContent(t, s, 2, c.now)
				m, pieces = edition(t, 3, bare, c.now)
				if _, err := fetch(t.Context(), s, m, pieces); err != nil {
					t.Fatal(err)
				}
				wantContent(t, s, 3, bare)
			})
		}
	}
}

func TestSheet_OneThatRottedIsNoticed(t *testing.T) {
	s := open(t, t.TempDir(), Options{})
	m, pieces := edition(t, 1, goodsAt(20, 1).sheeted(1, 3, 4))
	if _, err := fetch(t.Context(), s, m, pieces); err != nil {
		t.Fatal(err)
	}
	if err := s.catalog.Load().Update(func(tx *bbolt.Tx) error {
		b, key := slot(tx, activeSlot(tx)).Bucket(bucketSheets), number(uint64(product(3)))
		return b.Put(key, []byte(strings.Replace(string(b.Get(key)), "cave", "cafe", 1)))
	}); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Sheet(product(3)); !errors.Is(err, errPages) {
		t.Errorf("got %v, want errPages", err)
	}
	if _, ok := s.Sound(); ok {
		t.Error("the book is sound though it was found damaged")
	}
	if _, ok, err := s.Sheet(product(4)); !ok || err != nil {
		t.Errorf("another sheet: %v, %v, want it until the book is fetched", ok, err)
	}
}

// TestSheet_ALoadThatSuchAProgramBeganIsEnded stops it at each commit.
func TestSheet_ALoadThatSuchAProgramBeganIsEnded(t *testing.T) {
	now := goodsAt(300, 1)
	m, pieces := edition(t, 1, now)
	for stop, dark := 1, true; dark; stop++ {
		dir, commits := t.TempDir(), 0
		dark = false
		s := open(t, dir, Options{Commit: func(file string, commit func() error) error {
			if commits++; file == CatalogFile && commits > stop {
				dark = true
				return errDark
			}
			return commit()
		}})
		if _, err := fetch(t.Context(), s, m, pieces); err != nil && !errors.Is(err, errDark) {
			t.Fatal(err)
		}
		s.Close()
		s = open(t, dir, Options{})
		err := s.catalog.Load().Update(func(tx *bbolt.Tx) error {
			for n := uint64(1); n <= 2; n++ {
				if b := slot(tx, n); b != nil {
					return b.DeleteBucket(bucketSheets)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := fetch(t.Context(), s, m, pieces); err != nil && !errors.Is(err, ErrOldBook) {
			t.Errorf("stopped at commit %d: %v", stop, err)
		}
		wantContent(t, s, 1, now)
		s.Close()
	}
}
