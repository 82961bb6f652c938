package ledger

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
	"testing"
	"time"

	"endcap/internal/disktest"
	"endcap/offers/stock"
	"endcap/scanner/gs1"
	"endcap/sync/wire"
)

const (
	powerDir    = "ENDCAP_TEST_POWERCUT_DIR"
	powerCycles = "ENDCAP_POWERCUT"
	powerCarts  = 4
	powerBatch  = 10
)

// TestLedger_HoldsWhatItAcknowledgedWhenThePowerIsCut takes the power away
// from the disk under a working ledger. What it acknowledged, devices have
// forgotten.
func TestLedger_HoldsWhatItAcknowledgedWhenThePowerIsCut(t *testing.T) {
	if dir := os.Getenv(powerDir); dir != "" {
		work(t, dir)
		return
	}
	t.Parallel()
	cycles, seed := 5, uint64(time.Now().UnixNano())
	if text := os.Getenv(powerCycles); text != "" {
		cycles, _ = strconv.Atoi(text)
	}
	t.Log("seed", seed)
	d, random := disktest.New(t, disktest.Options{Seed: seed}), rand.New(rand.NewPCG(seed, 1))
	dir := filepath.Join(d.Dir(), "hq")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	folder, err := os.Open(d.Dir()) // it is there; the file in it is the ledger's matter
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(folder.Sync(), folder.Close()); err != nil {
		t.Fatal(err)
	}
	acked := [powerCarts]uint64{}
	for n := range cycles {
		life(t, d, dir, time.Duration(random.IntN(300))*time.Millisecond, &acked)
		l, err := Open(t.Context(), Options{Dir: dir})
		if err != nil {
			t.Fatalf("after cut %d: %v", n+1, err)
		}
		for cart := range powerCarts {
			upto, err := l.Upto(t.Context(), powerCart(cart), wire.Goods, "a1")
			if err != nil || upto < acked[cart] || upto%powerBatch != 0 {
				t.Errorf("after cut %d: cart %d is safe up to %d, %d was acknowledged: %v", n+1, cart, upto, acked[cart], err)
			}
			if sum, err := l.Sum(t.Context(), "t", "s", powerGoods, "", place(cart), false); err != nil || sum != int64(upto) {
				t.Errorf("after cut %d: the sum of cart %d is %d, of %d events: %v", n+1, cart, sum, upto, err)
			}
		}
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
	}
	c := d.Counts()
	t.Logf("%d cuts, %d blocks dropped, %d survived (%d torn); acknowledged %v, 0 lost", c.Cuts, c.Dropped, c.Survived, c.Torn, acked)
}

const powerGoods gs1.GTIN = 9520001100376

func place(cart int) string { return fmt.Sprintf("cart-%02d", cart) }

func powerCart(cart int) wire.Address {
	return wire.Address{Tenant: "t", Store: "s", Device: place(cart)}
}

// life runs a ledger until the power goes, and notes what it acknowledged.
func life(t *testing.T, d *disktest.Disk, dir string, after time.Duration, acked *[powerCarts]uint64) {
	t.Helper()
	child := exec.Command(os.Args[0], "-test.run=^TestLedger_HoldsWhatItAcknowledgedWhenThePowerIsCut$")
	child.Env = append(os.Environ(), powerDir+"="+dir)
	stdin, err := child.StdinPipe() // it ends with us
	if err != nil {
		t.Fatal(err)
	}
	defer stdin.Close()
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if lines.Text() == "READY" {
			break
		}
	}
	var hearing sync.WaitGroup
	hearing.Go(func() {
		for lines.Scan() {
			cart, upto, _ := strings.Cut(lines.Text(), " ")
			if n, err := strconv.Atoi(cart); err == nil && n < powerCarts {
				acked[n], _ = strconv.ParseUint(upto, 10, 64)
			}
		}
	})
	time.Sleep(after)
	d.Cut()
	child.Process.Kill()
	hearing.Wait()
	child.Wait() // it was killed
	d.Restore()
}

// work appends until the power goes, and says each watermark before it goes on.
func work(t *testing.T, dir string) {
	go func() {
		io.Copy(io.Discard, os.Stdin)
		os.Exit(1)
	}()
	l, err := Open(t.Context(), Options{Dir: dir})
	if err != nil {
		fmt.Println("FAULT", err)
		return
	}
	fmt.Println("READY")
	var carts sync.WaitGroup
	for cart := range powerCarts {
		carts.Go(func() {
			upto, err := l.Upto(t.Context(), powerCart(cart), wire.Goods, "a1")
			for err == nil {
				b := wire.Batch{From: powerCart(cart), Stream: wire.Goods, Incarnation: "a1"}
				for n := range uint64(powerBatch) {
					e := wire.NewEvent(wire.StockMoved, time.Now(), stock.Movement{GTIN: powerGoods, Place: place(cart), Quantity: 1, Cause: stock.Picked})
					e.Seq = upto + n + 1
					b.Events = append(b.Events, e)
				}
				if upto, _, err = l.Append(t.Context(), b, time.Now()); err == nil {
					fmt.Println(cart, upto)
				}
			}
			if !errors.Is(err, io.EOF) {
				fmt.Println("FAULT", err)
			}
		})
	}
	carts.Wait()
}
