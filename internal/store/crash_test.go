package store

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"endcap/offers/basket"
	"endcap/offers/journal"
	"endcap/offers/stock"
	"endcap/sync/inbox"
	"endcap/sync/wire"
)

const (
	crashDir   = "ENDCAP_TEST_CRASH_DIR"
	crashKills = 20
	crashGoods = 1200 // several chunks and the flip
)

// TestStore_LosesNothingWhenKilled kills a process that writes, at random
// moments, and looks at what it left: every step that was acknowledged, each
// whole, in numbers without a gap; sums that are the sums of all events; one
// whole price book.
func TestStore_LosesNothingWhenKilled(t *testing.T) {
	if dir := os.Getenv(crashDir); dir != "" {
		crash(t, dir)
		return
	}
	t.Parallel()
	dir := t.TempDir()
	w := witness{scans: map[string]bool{}}
	for range crashKills {
		w.hear(t, killed(t, dir))
		w.look(t, dir)
	}
	t.Logf("%d kills: %d steps acknowledged of %d kept, price book %d", crashKills, w.acks, len(w.scans), w.book)
}

// killed runs the writing process, kills it, and returns the lines that it
// printed whole.
func killed(t *testing.T, dir string) []string {
	t.Helper()
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestStore_LosesNothingWhenKilled$")
	child.Env = append(os.Environ(), crashDir+"="+dir)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	err = child.Start()
	if errors.Is(err, syscall.ENOEXEC) {
		t.Skip("the test runs under emulation, and the kernel cannot start a second process of it")
	}
	if err != nil {
		t.Fatal(err)
	}
	time.AfterFunc(time.Duration(20+rand.IntN(80))*time.Millisecond, func() { child.Process.Kill() })
	var said []string
	for lines := bufio.NewReader(out); ; {
		line, err := lines.ReadString('\n')
		if err != nil {
			break
		}
		said = append(said, strings.TrimSpace(line))
	}
	child.Wait() // it was killed
	return said
}

// crash writes until it is killed: eight carts, one that forgets, one that
// changes prices.
func crash(t *testing.T, dir string) {
	s, err := Open(dir, Options{})
	if err != nil {
		fmt.Println("FAULT", err)
		return
	}
	var wait sync.WaitGroup
	began := written(s)
	for cart := range uint64(8) {
		wait.Go(func() {
			for n := 0; ; n++ {
				scan := fmt.Sprintf("%d-%d-%d", began, cart, n)
				step := journal.Step{
					Scan: scan, Basket: &basket.Basket{ID: scan}, Moves: []stock.Movement{pick(cart, int64(n%3)+1)}, Events: []wire.Event{note(scan)},
				}
				if err := s.Do(t.Context(), step); err != nil {
					fmt.Println("FAULT", err)
					return
				}
				fmt.Println("ACK", scan)
			}
		})
	}
	wait.Go(func() {
		for _, stream := range wire.Streams {
			next, safe := s.Standing(stream)
			for upto := safe; upto < next-1; upto += 3 {
				if err := s.Forget(t.Context(), stream, upto); err != nil {
					fmt.Println("FAULT", err)
				}
			}
		}
	})
	m, _ := s.Book()
	for version := m.Version + 1; ; version++ {
		m, pieces := makeBook(t, crashGoods, version)
		if version%2 == 0 {
			m, pieces = makeChange(t, crashGoods, version-1, version)
		}
		_, err := fetch(t.Context(), s, m, pieces)
		if errors.Is(err, inbox.ErrAlone) {
			continue // it was killed three times at this book
		}
		if err = errors.Join(err, s.TellSwitch(t.Context(), noon)); err != nil {
			fmt.Println("FAULT", err)
			break
		}
		fmt.Println("BOOK", version)
	}
	wait.Wait()
}

// witness remembers what the killed processes said and left.
type witness struct {
	acks   int
	book   uint64
	safe   [streams]uint64
	events [streams][]wire.Event // all there ever were, 1, 2, 3, ...
	scans  map[string]bool
	acked  []string
}

func (w *witness) hear(t *testing.T, said []string) {
	t.Helper()
	for _, line := range said {
		switch what, of, _ := strings.Cut(line, " "); what {
		case "ACK":
			w.acked = append(w.acked, of)
		case "BOOK":
			w.book, _ = strconv.ParseUint(of, 10, 64)
		case "FAULT":
			t.Error(of)
		}
	}
}

func (w *witness) look(t *testing.T, dir string) {
	t.Helper()
	s, err := Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	w.read(t, s)
	for _, scan := range w.acked {
		if !w.scans[scan] || !s.Seen(scan) {
			t.Errorf("step %s was acknowledged and is not there", scan)
		}
	}
	w.acks, w.acked = w.acks+len(w.acked), nil

	ledger, told := stock.Ledger{}, uint64(0)
	for _, e := range slices.Concat(w.events[:]...) {
		if e.Type == wire.StockMoved {
			var m stock.Movement
			if err := json.Unmarshal(e.Data, &m); err != nil {
				t.Fatal(err)
			}
			ledger.Add(m)
		}
		if e.Type == wire.BookSwitched {
			var b wire.BookSwitch
			if err := json.Unmarshal(e.Data, &b); err != nil || b.Was != told {
				t.Errorf("book %d is told of after %d: %v", b.Version, told, err)
			}
			told = b.Version
		}
	}
	if diff := cmp.Diff(levels(t, s), ledger.Levels(), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("the sums are not those of the events (-got +want):\n%s", diff)
	}
	if m, ok := s.Book(); ok || w.book > 0 {
		if m.Version < w.book || told > m.Version {
			t.Errorf("book %d is in force, %d was acknowledged, %d told of", m.Version, w.book, told)
		}
		wantBook(t, s, crashGoods, m.Version)
	}
}

// read adds the events since the last look, which must begin where the
// watermark is and have no gap, and proves that each step is whole: one
// movement and one note.
func (w *witness) read(t *testing.T, s *Store) {
	t.Helper()
	for rank, stream := range wire.Streams {
		next, safe := s.Standing(stream)
		if safe < w.safe[rank] || safe > uint64(len(w.events[rank])) {
			t.Errorf("the watermark of %s went from %d to %d of %d", stream, w.safe[rank], safe, len(w.events[rank]))
		}
		w.safe[rank] = safe
		page := pending(t, s, stream)
		if want := next - 1 - safe; uint64(len(page)) != want {
			t.Fatalf("%d events wait in %s, want %d", len(page), stream, want)
		}
		for i, e := range page {
			if want := safe + uint64(i) + 1; e.Seq != want {
				t.Fatalf("event %d comes where %d should be", e.Seq, want)
			}
			if old := int(e.Seq) - 1; old < len(w.events[rank]) {
				if diff := cmp.Diff(e, w.events[rank][old]); diff != "" {
					t.Errorf("event %d has changed:\n%s", e.Seq, diff)
				}
				continue
			}
			w.events[rank] = append(w.events[rank], e)
		}
	}
	for _, e := range w.events[wire.Money.Rank()] {
		var data map[string]string
		if err := json.Unmarshal(e.Data, &data); err != nil {
			t.Fatal(err)
		}
		w.scans[data["note"]] = true
	}
	if moves := len(w.events[wire.Goods.Rank()]); moves != len(w.scans) {
		t.Errorf("%d movements in %d steps", moves, len(w.scans))
	}
}
