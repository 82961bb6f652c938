package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"go.etcd.io/bbolt"

	"endcap/offers/catalog"
	"endcap/offers/money"
	"endcap/sync/wire"
)

const (
	weightDir   = "ENDCAP_TEST_WEIGHT_DIR"
	weightGoods = 50_000
	maxWeight   = 64 << 20 // bytes of memory, all in all
)

// TestBook_Of50000ProductsWeighsLittle puts one book in force after another,
// all their prices new, in a process of its own, and looks at the most memory
// that it ever had and at its file.
func TestBook_Of50000ProductsWeighsLittle(t *testing.T) {
	if dir := os.Getenv(weightDir); dir != "" {
		weigh(t, dir)
		return
	}
	if testing.Short() {
		t.Skip("a book of 50,000 products takes seconds")
	}
	if info, ok := debug.ReadBuildInfo(); ok && slices.Contains(info.Settings, debug.BuildSetting{Key: "-race", Value: "true"}) {
		t.Skip("the race detector weighs more than the book")
	}
	t.Parallel()
	dir := t.TempDir()
	for version := uint64(1); version <= 3; version++ {
		m, pieces := makeBook(t, weightGoods, version)
		text, err := json.Marshal(m)
		for _, p := range pieces {
			err = errors.Join(err, os.WriteFile(filepath.Join(dir, p.SHA256), p.Bytes, 0o600))
		}
		if err = errors.Join(err, os.WriteFile(filepath.Join(dir, fmt.Sprint(version)), text, 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestBook_Of50000ProductsWeighsLittle$")
	child.Env = append(os.Environ(), weightDir+"="+dir)
	out, err := child.CombinedOutput()
	if errors.Is(err, syscall.ENOEXEC) {
		t.Skip("the test runs under emulation, and the kernel cannot start a second process of it")
	}
	var memory, file, book int64
	_, after, _ := strings.Cut(string(out), "WEIGHT")
	if _, scan := fmt.Sscan(after, &memory, &file, &book); err != nil || scan != nil {
		t.Fatalf("%v, %v:\n%s", err, scan, out)
	}
	t.Logf("%.1f MiB of memory, a file of %.1f MiB for a book of %.1f MiB: %.2fx", mib(memory), mib(file), mib(book), float64(file)/float64(book))
	if memory > maxWeight {
		t.Errorf("%.1f MiB of memory, at most %d are wanted", mib(memory), maxWeight>>20)
	}
	if file > 2*book+2*growBy { // the file grows in such steps
		t.Errorf("the file has %.2fx the bytes of the book, at most 2x are wanted", float64(file)/float64(book))
	}
}

func mib(n int64) float64 { return float64(n) / (1 << 20) }

// weigh is the process that is weighed.
func weigh(t *testing.T, dir string) {
	s := open(t, filepath.Join(dir, "store"), Options{})
	for version := 1; version <= 3; version++ {
		text, err := os.ReadFile(filepath.Join(dir, strconv.Itoa(version)))
		var m wire.Manifest
		if err = errors.Join(err, json.Unmarshal(text, &m)); err != nil {
			t.Fatal(err)
		}
		for {
			missing, err := s.Missing(m)
			if err != nil {
				t.Fatal(err)
			}
			if len(missing) == 0 {
				break
			}
			for _, c := range missing {
				b, err := os.ReadFile(filepath.Join(dir, c.SHA256))
				if err = errors.Join(err, s.Stage(t.Context(), c.SHA256, b)); err != nil {
					t.Fatal(err)
				}
			}
		}
		if err := s.Switch(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	_, after, _ := strings.Cut(string(status), "VmHWM:")
	var kib int64
	if _, err := fmt.Sscan(after, &kib); err != nil {
		t.Fatal(err)
	}
	fmt.Println("WEIGHT", kib<<10, fileBytes(s.dir, CatalogFile), bookBytes(t, s))
}

// bookBytes is what the book in force takes of the file.
func bookBytes(t testing.TB, s *Store) (n int64) {
	t.Helper()
	err := s.look(func(tx *bbolt.Tx) error {
		st := slot(tx, activeSlot(tx)).Stats()
		n = int64(st.BranchAlloc + st.LeafAlloc)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// BenchmarkSwitch puts books in force: one of 100 products, 100 products that
// change in a book of 50,000, spread over it, and that book whole. Staging is
// part of it.
func BenchmarkSwitch(b *testing.B) {
	b.Run("a book of 100", func(b *testing.B) { switchWhole(b, 100) })
	b.Run("100 of 50,000", func(b *testing.B) { switchDelta(b, weightGoods, 100) })
	b.Run("1,000 of 50,000", func(b *testing.B) { switchDelta(b, weightGoods, 1000) })
	b.Run("a book of 50,000", func(b *testing.B) { switchWhole(b, weightGoods) })
}

func switchWhole(b *testing.B, n int) {
	s := open(b, b.TempDir(), Options{})
	version := uint64(0)
	measure(b, s, func() (wire.Manifest, []wire.Piece) {
		version++
		return makeBook(b, n, version)
	})
}

func switchDelta(b *testing.B, n, changes int) {
	s := open(b, b.TempDir(), Options{})
	m, pieces := makeBook(b, n, 1)
	if _, err := fetch(b.Context(), s, m, pieces); err != nil {
		b.Fatal(err)
	}
	measure(b, s, func() (wire.Manifest, []wire.Piece) {
		base, minor := m.Root, int64(m.Version)
		m.Version++
		d, pieces, err := wire.CutDelta(base, false, func(yield func(wire.BookLine, error) bool) {
			for i := range changes {
				p := goods(i*(n/changes), 1)
				p.Price = money.New(minor, p.Price.Currency)
				was, _ := json.Marshal(p)
				p.Price.Minor++
				is, err := json.Marshal(p)
				m.Root = m.Root.Sub(wire.ProductRoot(was)).Add(wire.ProductRoot(is))
				if !yield(wire.BookLine{Product: is}, err) {
					return
				}
			}
		})
		if err != nil {
			b.Fatal(err)
		}
		m.Deltas = []wire.Delta{d}
		return m, pieces
	})
}

// BenchmarkSheets puts a book of 40,000 products in force, without sheets and
// with 4,000 of a thousand bytes each; then 100 new prices in it, of which ten
// have a sheet, and 100 new sheets.
func BenchmarkSheets(b *testing.B) {
	const n = 40_000
	every := func(of int) (some []int) {
		for i := 0; i < n; i += of {
			some = append(some, i)
		}
		return some
	}
	for _, c := range []struct {
		name   string
		sheets []int
	}{{"a book without sheets", nil}, {"with 4,000 sheets", every(10)}} {
		b.Run(c.name, func(b *testing.B) {
			s, version := open(b, b.TempDir(), Options{}), 0
			measure(b, s, func() (wire.Manifest, []wire.Piece) {
				version++
				return edition(b, uint64(version), goodsAt(n, uint64(version)).retold(version, c.sheets))
			})
		})
	}
	for _, c := range []struct {
		name   string
		sheets []int // that are other ones each time
	}{{"100 new prices", nil}, {"100 new sheets", every(400)}} {
		b.Run(c.name, func(b *testing.B) {
			s, version := open(b, b.TempDir(), Options{}), 1
			was := goodsAt(n, 1).retold(1, every(10))
			m, pieces := edition(b, 1, was)
			if _, err := fetch(b.Context(), s, m, pieces); err != nil {
				b.Fatal(err)
			}
			measure(b, s, func() (wire.Manifest, []wire.Piece) {
				version++
				now := was.retold(version, c.sheets)
				if c.sheets == nil {
					now.products = slices.Clone(was.products)
					for _, i := range every(400) {
						now.products[i] = goods(i, uint64(version))
					}
				}
				m, pieces := edition(b, uint64(version), now, was)
				was = now
				return m, pieces
			})
		})
	}
}

// retold gives products sheets of a thousand bytes.
func (b book) retold(version int, of []int) book {
	b = b.sheeted(version, of...)
	for _, n := range of {
		g, words := product(uint64(n)), make([]string, 140)
		for i := range words {
			words[i] = strconv.FormatUint((uint64(n)<<20+uint64(i)+uint64(version)<<40)*0x9e3779b97f4a7c15>>36, 36)
		}
		b.sheets[g] = catalog.Sheet{GTIN: g, Texts: []catalog.Text{{Lang: "en", About: strings.Join(words, " ")}}}
	}
	return b
}

// measure puts what next makes in force again and again.
func measure(b *testing.B, s *Store, next func() (wire.Manifest, []wire.Piece)) {
	fetched, written := 0, int64(0)
	b.ReportAllocs()
	for b.Loop() {
		b.StopTimer()
		m, pieces := next()
		text, _ := json.Marshal(m)
		before := bytesWritten(b)
		b.StartTimer()
		size, err := fetch(b.Context(), s, m, pieces)
		if err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		fetched, written = fetched+size+len(text), written+bytesWritten(b)-before
		b.StartTimer()
	}
	b.ReportMetric(float64(fetched)/float64(b.N), "wire-B/op")
	b.ReportMetric(float64(written)/float64(b.N), "disk-B/op")
	b.ReportMetric(mib(fileBytes(s.dir, CatalogFile)), "MiB")
	b.ReportMetric(mib(bookBytes(b, s)), "book-MiB")
}

// bytesWritten is what this process gave to write and pwrite so far.
func bytesWritten(b *testing.B) (n int64) {
	b.Helper()
	text, err := os.ReadFile("/proc/self/io")
	if err != nil {
		b.Skip(err)
	}
	_, after, _ := strings.Cut(string(text), "wchar:")
	if _, err := fmt.Sscan(after, &n); err != nil {
		b.Fatal(err)
	}
	return n
}
