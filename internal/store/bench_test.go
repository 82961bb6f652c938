package store

import (
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"go.etcd.io/bbolt"
	"golang.org/x/sys/unix"

	"endcap/offers/basket"
	"endcap/offers/catalog"
	"endcap/offers/journal"
	"endcap/offers/stock"
)

// BenchmarkDo runs beside what the disk itself takes for 4 KiB, because the
// disk decides.
func BenchmarkDo(b *testing.B) {
	b.Run("raw pwrite and fdatasync of 4 KiB", func(b *testing.B) {
		f, err := os.Create(filepath.Join(b.TempDir(), "raw"))
		if err != nil {
			b.Fatal(err)
		}
		defer f.Close()
		page := make([]byte, 4096)
		b.ReportAllocs()
		for b.Loop() {
			if _, err := f.WriteAt(page, 0); err != nil {
				b.Fatal(err)
			}
			if err := syscall.Fdatasync(int(f.Fd())); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("bbolt's Batch, 64 writers", func(b *testing.B) {
		s := open(b, b.TempDir(), Options{})
		p, err := s.prepare(journal.Step{Moves: []stock.Movement{pick(1, 1)}})
		if err != nil {
			b.Fatal(err)
		}
		b.SetParallelism(32)
		b.ReportAllocs()
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				if err := s.state.Batch(func(tx *bbolt.Tx) error { return s.appendEvents(tx, p.records) }); err != nil {
					b.Error(err)
				}
			}
		})
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "steps/s")
	})
	for _, writers := range []int{1, 8, 64} {
		b.Run(strconv.Itoa(writers)+" writers", func(b *testing.B) {
			s := open(b, b.TempDir(), Options{})
			line := basket.Line{Number: 1, Product: goods(1, 1), Quantity: 1, Added: noon}
			step := journal.Step{
				Basket: &basket.Basket{ID: "cart-07-1", Lines: []basket.Line{line, line, line, line}},
				Moves:  []stock.Movement{pick(1, 1)},
			}
			var wait sync.WaitGroup
			var left atomic.Int64
			left.Store(int64(b.N))
			b.ReportAllocs()
			b.ResetTimer()
			for w := range writers {
				wait.Go(func() {
					for left.Add(-1) >= 0 {
						step := step
						step.Scan = strconv.Itoa(w) + "-" + strconv.FormatInt(left.Load(), 10) + "-" + strconv.FormatInt(time.Now().UnixNano(), 36)
						if err := s.Do(b.Context(), step); err != nil {
							b.Error(err)
						}
					}
				})
			}
			wait.Wait()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "steps/s")
			b.ReportMetric(float64(s.Stats().Commits.Steps)/float64(s.Stats().Commits.Count), "steps/commit")
		})
	}
}

// BenchmarkDo_BesideTheDisk alternates a step with what no commit can do
// without: four pages and a flush, the page that says which are valid and a
// flush. Whatever else the machine does meets both.
func BenchmarkDo_BesideTheDisk(b *testing.B) {
	dir := b.TempDir()
	s := open(b, dir, Options{})
	f, err := os.Create(filepath.Join(dir, "raw"))
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteAt(make([]byte, 2<<20), 0); err != nil {
		b.Fatal(err)
	}
	page, step := make([]byte, 4096), journal.Step{Moves: []stock.Movement{pick(1, 1)}}
	write := func(pages int) {
		for range pages {
			if _, err := f.WriteAt(page, rand.Int64N(500)*4096); err != nil {
				b.Fatal(err)
			}
		}
		if err := syscall.Fdatasync(int(f.Fd())); err != nil {
			b.Fatal(err)
		}
	}
	var ours, disk []time.Duration
	for n := 0; b.Loop(); n++ {
		step.Scan = strconv.Itoa(n)
		began := time.Now()
		do(b, s, step)
		done := time.Now()
		write(4)
		write(1)
		ours, disk = append(ours, done.Sub(began)), append(disk, time.Since(done))
	}
	slices.Sort(ours)
	slices.Sort(disk)
	b.ReportMetric(float64(disk[len(disk)/2])/float64(ours[len(ours)/2]), "of-the-disk's-rate")
	b.ReportMetric(float64(disk[len(disk)/10])/float64(ours[len(ours)/10]), "of-its-rate-at-p10")
}

func BenchmarkProduct(b *testing.B) {
	s := open(b, b.TempDir(), Options{})
	putInForce(b, s, 40_000, 1)
	n := 0
	b.ReportAllocs()
	for b.Loop() {
		n = (n + 7919) % 40_000
		if _, ok, err := s.Product(product(uint64(n))); !ok || err != nil {
			b.Fatal(ok, err)
		}
	}
}

// BenchmarkProduct_BesideSheets is BenchmarkProduct in a book of which every
// tenth product has a sheet of a thousand bytes, and then the sheets.
func BenchmarkProduct_BesideSheets(b *testing.B) {
	var tenth []int
	for i := 0; i < 40_000; i += 10 {
		tenth = append(tenth, i)
	}
	s := open(b, b.TempDir(), Options{})
	m, pieces := edition(b, 1, goodsAt(40_000, 1).retold(1, tenth))
	if _, err := fetch(b.Context(), s, m, pieces); err != nil {
		b.Fatal(err)
	}
	for name, look := range map[string]func(n int) (bool, error){
		"product": func(n int) (ok bool, err error) { _, ok, err = s.Product(product(uint64(n))); return ok, err },
		"sheet":   func(n int) (ok bool, err error) { _, ok, err = s.Sheet(product(uint64(n / 10 * 10))); return ok, err },
	} {
		b.Run(name, func(b *testing.B) {
			n := 0
			b.ReportAllocs()
			for b.Loop() {
				n = (n + 7919) % 40_000
				if ok, err := look(n); !ok || err != nil {
					b.Fatal(ok, err)
				}
			}
		})
	}
}

func BenchmarkProducts(b *testing.B) {
	s := open(b, b.TempDir(), Options{})
	putInForce(b, s, 40_000, 1)
	b.ReportAllocs()
	for b.Loop() {
		if err := s.Products(func(catalog.Product) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkOpen opens files of several sizes: what it costs does not depend on
// the size. The largest is made only with ENDCAP_BENCH_GB=1.
func BenchmarkOpen(b *testing.B) {
	sizes := []int64{1, 16, 64}
	if os.Getenv("ENDCAP_BENCH_GB") != "" {
		sizes = append(sizes, 1024)
	}
	for _, mib := range sizes {
		b.Run(strconv.FormatInt(mib, 10)+" MiB", func(b *testing.B) {
			dir := b.TempDir()
			s := open(b, dir, Options{MaxSize: 2 << 30})
			putInForce(b, s, 40_000, 1)
			do(b, s, journal.Step{Scan: "x", Moves: []stock.Movement{pick(1, 1)}})
			fillUp(b, s, mib<<20)
			s.Close()
			b.ReportAllocs()
			for b.Loop() {
				b.StopTimer()
				forgetCached(b, dir)
				b.StartTimer()
				s, err := Open(dir, Options{MaxSize: 2 << 30})
				if err != nil {
					b.Fatal(err)
				}
				b.StopTimer()
				s.Close()
				b.StartTimer()
			}
			b.ReportMetric(float64(fileBytes(dir, StateFile))/(1<<20), "MiB")
		})
	}
}

// fillUp writes records until the file has some size.
func fillUp(b *testing.B, s *Store, size int64) {
	b.Helper()
	s.state.NoSync = true
	for n := uint64(0); fileBytes(s.dir, StateFile) < size; {
		err := s.update(StateFile, s.state, func(tx *bbolt.Tx) error {
			ballast, err := tx.CreateBucketIfNotExists([]byte("zz"))
			for range 500 {
				n++
				err = errors.Join(err, ballast.Put(number(n), make([]byte, 500)))
			}
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	s.state.NoSync = false
	if err := s.state.Sync(); err != nil {
		b.Fatal(err)
	}
}

// forgetCached has the system forget what it holds of the files in memory, as
// after switching on.
func forgetCached(b *testing.B, dir string) {
	b.Helper()
	for _, name := range []string{StateFile, CatalogFile} {
		f, err := os.Open(filepath.Join(dir, name))
		if err != nil {
			b.Fatal(err)
		}
		if err := errors.Join(unix.Fadvise(int(f.Fd()), 0, 0, unix.FADV_DONTNEED), f.Close()); err != nil {
			b.Fatal(err)
		}
	}
}
