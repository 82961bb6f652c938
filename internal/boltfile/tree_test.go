package boltfile

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.etcd.io/bbolt"
)

// written returns a file with small buckets and large ones, buckets in
// buckets, values longer than a page, and pages that are free.
func written(t testing.TB, listed bool) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a.db")
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{NoFreelistSync: !listed, NoSync: true, PageSize: 4096})
	if err != nil {
		t.Fatal(err)
	}
	for round := range 4 {
		err := db.Update(func(tx *bbolt.Tx) error {
			small, err := tx.CreateBucketIfNotExists([]byte("small"))
			if err != nil {
				return err
			}
			large, err := tx.CreateBucketIfNotExists([]byte("large"))
			if err != nil {
				return err
			}
			inner, err := large.CreateBucketIfNotExists([]byte("inner"))
			if err != nil {
				return err
			}
			err = errors.Join(small.Put([]byte{'k', byte(round)}, []byte("v")), inner.SetSequence(uint64(round)),
				inner.Put([]byte("long"), bytes.Repeat([]byte{byte(round)}, 9000)))
			for n := range 2000 {
				err = errors.Join(err, large.Put(fmt.Appendf(nil, "%04d", n), fmt.Appendf(nil, "round %d", round)))
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// resum makes the sum of the meta page at a byte right again.
func resum(b []byte, at int) []byte {
	m := b[at+pageHead : at+pageHead+metaBytes]
	sum := fnv.New64a()
	sum.Write(m[:metaBytes-8])
	binary.LittleEndian.PutUint64(m[metaBytes-8:], sum.Sum64())
	return b
}

func read(t testing.TB, b []byte) *File {
	t.Helper()
	f, err := Read(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// told writes down what a walk meets.
func told(lines *[]string) Visitor {
	return Visitor{
		Bucket: func(path [][]byte, sequence uint64) error {
			*lines = append(*lines, fmt.Sprintf("%s %d", bytes.Join(path, []byte("/")), sequence))
			return nil
		},
		Record: func(path [][]byte, k, v []byte) error {
			*lines = append(*lines, fmt.Sprintf("%s: %s=%s", bytes.Join(path, []byte("/")), k, v))
			return nil
		},
	}
}

// byBolt writes down the same as told, read by bbolt, and counts the pages
// that are not free.
func byBolt(t testing.TB, b []byte) (lines []string, used int) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a.db")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{ReadOnly: true, PreLoadFreelist: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	v := told(&lines)
	var each func(path [][]byte, bucket *bbolt.Bucket) error
	each = func(path [][]byte, bucket *bbolt.Bucket) error {
		_ = v.Bucket(path, bucket.Sequence())
		return bucket.ForEach(func(k, value []byte) error {
			if value == nil {
				return each(append(slices.Clip(path), k), bucket.Bucket(k))
			}
			return v.Record(path, k, value)
		})
	}
	err = db.View(func(tx *bbolt.Tx) error {
		for id := 2; id < int(tx.Size())/db.Info().PageSize; id++ {
			p, err := tx.Page(id)
			if err != nil {
				return err
			}
			if p.Type != "free" {
				used, id = used+1+p.OverflowCount, id+p.OverflowCount
			}
		}
		return tx.ForEach(func(name []byte, bucket *bbolt.Bucket) error { return each([][]byte{name}, bucket) })
	})
	if err != nil {
		t.Fatal(err)
	}
	return lines, used
}

func TestState_IsWhatBoltReads(t *testing.T) {
	for _, listed := range []bool{false, true} {
		b := written(t, listed)
		f := read(t, b)
		if len(f.States) != 2 || f.States[0].Tx != f.States[1].Tx+1 || f.Page != 4096 || f.States[0].ListsFree() != listed {
			t.Fatalf("got %+v", f)
		}
		want, used := byBolt(t, b)
		var got []string
		c, err := f.States[0].Check(told(&got))
		if err != nil || c.Used <= c.Read || c.Used != used {
			t.Errorf("got %+v and %v, bbolt uses %d pages", c, err, used)
		}
		if diff := cmp.Diff(got, want); diff != "" {
			t.Errorf("got, and what bbolt reads:\n%s", diff)
		}
		if c, err = f.States[0].Check(Visitor{Roots: true}); err != nil || c.Read > 4 {
			t.Errorf("where buckets begin: got %+v and %v", c, err)
		}
	}
}

// TestState_TheOneBeforeIsWholeAndCanBeOpened takes the older of both states,
// which bbolt opens only when the newest meta page is gone.
func TestState_TheOneBeforeIsWholeAndCanBeOpened(t *testing.T) {
	b := written(t, false)
	older := read(t, b).States[1]
	var want []string
	if _, err := older.Check(told(&want)); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "copy.db")
	to, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(older.CopyTo(to), to.Close()); err != nil {
		t.Fatal(err)
	}
	copied, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	got, _ := byBolt(t, copied)
	if diff := cmp.Diff(got, want); diff != "" || !strings.Contains(want[len(want)-1], "small: k\x02=v") {
		t.Errorf("the copy by bbolt, and the older state:\n%s", diff)
	}
}

// each counts records.
func each([]byte, []byte) uint64 { return 1 }

func TestFile_RootsAreFoundWithoutMetaPages(t *testing.T) {
	b := written(t, false)
	var want []string
	if err := read(t, b).States[0].Walk(told(&want)); err != nil {
		t.Fatal(err)
	}
	clear(b[:8192])
	f := read(t, b)
	if len(f.States) != 0 {
		t.Fatalf("got %d states of no meta page", len(f.States))
	}
	if got := f.Roots([]byte("neither"), each); len(got) != 0 {
		t.Errorf("got %d roots with a bucket that there is not", len(got))
	}
	for _, s := range f.Roots([]byte("small"), each) {
		var got []string
		if s.Walk(told(&got)) == nil && cmp.Equal(got, want) {
			return
		}
	}
	t.Error("no root leads to what the newest meta page led to")
}

func TestRead_RefusesALayoutItDoesNotKnow(t *testing.T) {
	for _, at := range []int{0, 4096} {
		b := written(t, false)
		b[at+pageHead+4]++
		resum(b, at)
		if _, err := Read(bytes.NewReader(b), int64(len(b))); !errors.Is(err, ErrLayout) {
			t.Errorf("got %v, want ErrLayout", err)
		}
	}
}

// FuzzTree reads files of any bytes: bbolt's own with some changed, and none
// of its own.
func FuzzTree(f *testing.F) {
	whole := written(f, true)
	f.Add(uint32(4096*3+8), []byte{0xFF}, uint32(len(whole)))
	f.Add(uint32(0), make([]byte, 8192), uint32(4*4096))
	f.Add(uint32(16+16), []byte{7}, uint32(len(whole)))
	f.Fuzz(func(t *testing.T, at uint32, with []byte, size uint32) {
		b := bytes.Clone(whole[:min(int(size), 64*4096)])
		if int(at) < len(b) {
			copy(b[at:], with)
		}
		if len(b) > 8192 { // so that more than the sum is tried
			resum(resum(b, 0), 4096)
		}
		file, err := Read(bytes.NewReader(b), int64(len(b)))
		if err != nil {
			return
		}
		on := Visitor{Fault: func(error) error { return nil }}
		for _, s := range append(file.States, file.Roots([]byte("small"), each)...) {
			_, _ = s.Check(Visitor{})
			if err := s.Walk(on); err != nil {
				t.Errorf("a walk that goes on ended: %v", err)
			}
		}
	})
}
