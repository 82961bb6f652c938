package store

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"endcap/internal/disktest"
	"endcap/offers/basket"
	"endcap/offers/journal"
	"endcap/offers/quota"
	"endcap/offers/stock"
	"endcap/sync/inbox"
	"endcap/sync/wire"
)

const (
	powerCycles = "ENDCAP_POWERCUT"      // how many; a few if not set
	powerSeed   = "ENDCAP_POWERCUT_SEED" // of the moments and of what survives
	powerDir    = "ENDCAP_TEST_POWERCUT_DIR"
	powerGoods  = 1200 // several chunks and the flip
	powerLife   = 5    // cuts in the life of one store, the first while it is made
)

func TestMain(m *testing.M) { disktest.Main(m) }

// TestStore_LosesNothingWhenThePowerIsCut lets a process work on a real ext4,
// takes the power away from the disk under it at a random moment, switches it
// on again and looks at what is left. Nothing that was acknowledged may be
// missing.
func TestStore_LosesNothingWhenThePowerIsCut(t *testing.T) {
	if dir := os.Getenv(powerDir); dir != "" {
		work(t, dir)
		return
	}
	t.Parallel()
	cycles, seed := 10, uint64(time.Now().UnixNano())
	if text := os.Getenv(powerCycles); text != "" {
		cycles, _ = strconv.Atoi(text)
		t.Cleanup(func() {
			if t.Skipped() {
				t.Error("asked for power cuts, and there is no disk for them")
			}
		})
	}
	if text := os.Getenv(powerSeed); text != "" {
		seed, _ = strconv.ParseUint(text, 10, 64)
	}
	t.Logf("%s=%d", powerSeed, seed)
	d, random := disktest.New(t, disktest.Options{Seed: seed}), rand.New(rand.NewPCG(seed, 1))
	began, acked := time.Now(), 0
	var w *ledger
	for n := range cycles {
		if n%powerLife == 0 {
			w = newLedger(filepath.Join(d.Dir(), fmt.Sprint("store-", n/powerLife)))
			w.grants = true
		}
		w.cycle(t, d, random, n%powerLife == 0)
		if len(w.faults) > 0 {
			t.Fatalf("after cut %d:\n%s", n+1, strings.Join(w.faults[:min(len(w.faults), 10)], "\n"))
		}
		if n%powerLife == powerLife-1 || n == cycles-1 {
			acked += w.acks
			os.RemoveAll(w.dir)
		}
	}
	took, c := time.Since(began), d.Counts()
	t.Logf("%d cycles, %.0f a minute: %d cuts, %d blocks dropped, %d survived (%d torn), %d repairs; %d acknowledged, 0 lost",
		cycles, float64(cycles)/took.Minutes(), c.Cuts, c.Dropped, c.Survived, c.Torn, c.Repairs, acked)
}

// TestStore_LosesNothingWhenKilled is the same without a cut: the kernel keeps
// what the process has written.
func TestStore_LosesNothingWhenKilled(t *testing.T) {
	t.Parallel()
	w := newLedger(t.TempDir())
	w.grants = true
	for n := range 20 {
		w.live(t, "OPEN", time.Duration(rand.IntN(100))*time.Millisecond, func() {})
		if w.look(t); len(w.faults) > 0 {
			t.Fatalf("after kill %d:\n%s", n+1, strings.Join(w.faults[:min(len(w.faults), 10)], "\n"))
		}
	}
	t.Logf("%d acknowledged of %d kept, price book %d", w.acks, len(w.kept), w.book)
}

// TestPowercut_FindsTheLossOfADiskThatLies proves that the test above could
// fail: on a disk that says flushed before it is, what was acknowledged is lost
// and the same look finds it.
func TestPowercut_FindsTheLossOfADiskThatLies(t *testing.T) {
	t.Parallel()
	d, random := disktest.New(t, disktest.Options{Seed: 1}), rand.New(rand.NewPCG(1, 1))
	found := 0
	for n := 0; found < 3 && n < 12; n++ { // a cut may come before the first step
		w := newLedger(filepath.Join(d.Dir(), fmt.Sprint("store-", n)))
		if err := errors.Join(os.Mkdir(w.dir, 0o700), syncDir(d.Dir())); err != nil {
			t.Fatal(err)
		}
		w.late = 30
		w.cycle(t, d, random, false)
		if len(w.faults) > 0 {
			found++
		}
		t.Log(len(w.faults), "faults, the first: ", append(w.faults, "none")[0])
	}
	if found < 3 {
		t.Errorf("the loss was found after %d of 12 cuts of a disk that lies", found)
	}
}

// cycle is one life of the process, ended by a power cut, and the look after
// it.
func (w *ledger) cycle(t *testing.T, d *disktest.Disk, random *rand.Rand, made bool) {
	t.Helper()
	wait, after := "OPEN", time.Duration(random.IntN(50_000))*time.Microsecond
	if !made {
		wait, after = "READY", time.Duration(5_000+random.IntN(295_000))*time.Microsecond
	}
	d.Set(disktest.Faults{Late: w.late})
	w.live(t, wait, after, d.Cut)
	d.Restore()
	w.look(t)
}

// live runs the process until some time after it has said wait, calls cut and
// kills it.
func (w *ledger) live(t *testing.T, wait string, after time.Duration, cut func()) {
	t.Helper()
	child := exec.Command(os.Args[0], "-test.run=^TestStore_LosesNothingWhenThePowerIsCut$")
	child.Env = append(os.Environ(), powerDir+"="+w.dir)
	stdin, err := child.StdinPipe() // it ends with us
	if err != nil {
		t.Fatal(err)
	}
	defer stdin.Close()
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
	isCut := make(chan struct{})
	var hearing sync.WaitGroup
	hearing.Go(func() { w.hear(out, wait, isCut) })
	select {
	case <-w.reached:
		time.Sleep(after)
	case <-time.After(time.Minute):
		w.fault("the process did not say %s", wait)
	}
	close(isCut)
	cut()
	child.Process.Kill()
	hearing.Wait()
	child.Wait() // it was killed
}

// hear takes what the process says until it ends.
func (w *ledger) hear(out io.Reader, wait string, cut <-chan struct{}) {
	for lines := bufio.NewReader(out); ; {
		line, err := lines.ReadString('\n')
		if err != nil {
			return
		}
		what, of, _ := strings.Cut(strings.TrimSpace(line), " ")
		n, _ := strconv.ParseUint(of, 10, 64)
		switch what {
		case wait:
			w.reached <- struct{}{}
		case "STEP":
			w.acked = append(w.acked, of)
		case "SENT":
			w.sent = append(w.sent, of)
		case "SAFE":
			w.safe[wire.Goods.Rank()] = max(w.safe[wire.Goods.Rank()], n)
		case "BOOK":
			w.book = max(w.book, n)
		case "SESSION":
			w.session = max(w.session, n)
		case "FAULT":
			select {
			case <-cut: // it was to be expected
			default:
				w.fault("before the cut: %s", of)
			}
		}
	}
}

// work writes until the power goes: eight carts, one that forgets, one that
// changes prices, one that begins sessions, one that sends what waits. It says
// each thing that was acknowledged, or given out, before it goes on.
func work(t *testing.T, dir string) {
	go func() {
		io.Copy(io.Discard, os.Stdin)
		os.Exit(1)
	}()
	fmt.Println("OPEN")
	s, err := Open(dir, Options{Address: cart})
	if err != nil {
		fmt.Println("FAULT", err)
		return
	}
	fmt.Println("READY")
	var wait sync.WaitGroup
	until := func(act func(n uint64) (string, error)) {
		wait.Go(func() {
			for n := uint64(1); ; n++ {
				said, err := act(n)
				if err != nil {
					fmt.Println("FAULT", err)
					return
				}
				fmt.Print(said)
			}
		})
	}
	life := os.Getpid()
	g := quota.Grant{ID: fmt.Sprint("grant-", life), Offer: "soup", Uses: 1 << 40, Until: noon.AddDate(1, 0, 0)}
	if err := s.Grant(t.Context(), s.QuotaBook(), g, noon); err != nil {
		fmt.Println("FAULT", err)
		return
	}
	next, safe := s.Standing(wire.Goods)
	for cart := range uint64(8) {
		until(func(n uint64) (string, error) {
			scan := fmt.Sprintf("%d-%d-%d", life, cart, n)
			return "STEP " + scan + "\n", s.Do(t.Context(), journal.Step{
				Scan: scan, Basket: &basket.Basket{ID: scan}, Moves: []stock.Movement{pick(cart, int64(n%3)+1)}, Events: []wire.Event{note(scan)},
				Uses: []quota.Use{{Offer: "soup", Times: 1}}, At: noon,
			})
		})
	}
	until(func(n uint64) (string, error) { // only what the last look has seen
		time.Sleep(3 * time.Millisecond)
		upto := min(safe+n*7, next-1)
		return fmt.Sprintln("SAFE", upto), s.Forget(t.Context(), wire.Goods, upto)
	})
	until(func(uint64) (string, error) {
		time.Sleep(5 * time.Millisecond)
		n, err := s.NextSession(t.Context())
		return fmt.Sprintln("SESSION", n), err
	})
	sent := next - 1
	until(func(uint64) (string, error) {
		time.Sleep(time.Millisecond)
		events, last, err := given(s, wire.Goods, sent)
		var said strings.Builder
		for _, e := range events {
			fmt.Fprintln(&said, "SENT", e)
		}
		sent = max(sent, last)
		return said.String(), err
	})
	now, _ := s.Book()
	until(func(n uint64) (string, error) {
		m, pieces := makeBook(t, powerGoods, now.Version+n)
		if n%2 == 0 {
			m, pieces = makeChange(t, powerGoods, now.Version+n-1, now.Version+n)
		}
		_, err := fetch(t.Context(), s, m, pieces)
		if errors.Is(err, inbox.ErrAlone) {
			return "", nil // the power went three times at this book
		}
		return fmt.Sprintln("BOOK", m.Version), errors.Join(err, s.TellSwitch(t.Context(), noon))
	})
	wait.Wait()
}
