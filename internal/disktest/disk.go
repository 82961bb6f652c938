package disktest

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"
)

// Disk is a mounted ext4 on a volume that obeys orders. Its methods may be
// called from any goroutine.
type Disk struct {
	dir string
	t   testing.TB

	mu  sync.Mutex
	in  *json.Encoder
	out *json.Decoder
}

// New makes a disk with an empty ext4, mounted until the test ends. It skips
// the test where the system has no disks for tests.
func New(t testing.TB, o Options) *Disk {
	t.Helper()
	if o.Size == 0 {
		o.Size = DefaultSize
	}
	if o.Survive == 0 && o.Torn == 0 {
		o.Survive, o.Torn = 0.5, 0.1
	}
	d := &Disk{dir: t.TempDir(), t: t}
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), asDisk+"=1")
	child.Stderr = os.Stderr
	child.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	orders, err := child.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	answers, err := child.StdoutPipe()
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
	t.Cleanup(func() {
		orders.Close()
		if err := child.Wait(); err != nil {
			t.Errorf("the disk ended with: %v", err)
		}
	})
	d.in, d.out = json.NewEncoder(orders), json.NewDecoder(answers)
	a, err := d.ask(order{Do: doBegin, Dir: d.dir, Options: o})
	if err == nil && a.Absent {
		t.Skipf("a disk for tests needs root, FUSE, loop devices and mkfs.ext4: %s", a.Err)
	}
	d.must(a, err)
	return d
}

// ask gives one order and waits for what became of it.
func (d *Disk) ask(o order) (answer, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	type heard struct {
		answer
		err error
	}
	said := make(chan heard, 1)
	go func() {
		var h heard
		if h.err = d.in.Encode(o); h.err == nil {
			h.err = d.out.Decode(&h.answer)
		}
		if errors.Is(h.err, io.EOF) {
			h.err = errors.New("the disk's process has ended; does the package have a TestMain that calls disktest.Main?")
		}
		said <- h
	}()
	select {
	case h := <-said:
		return h.answer, h.err
	case <-time.After(answerWait):
		return answer{}, fmt.Errorf("no answer within %v", answerWait)
	}
}

func (d *Disk) must(a answer, err error) Counts {
	d.t.Helper()
	if err == nil && a.Err != "" {
		err = errors.New(a.Err)
	}
	if err != nil {
		d.t.Fatalf("disktest: %v", err)
	}
	return a.Counts
}

func (d *Disk) order(o order) Counts {
	d.t.Helper()
	a, err := d.ask(o)
	return d.must(a, err)
}

// Dir is the folder on which the disk is mounted.
func (d *Disk) Dir() string { return filepath.Join(d.dir, "disk") }

// Set makes the disk have these faults from now on, in place of those before.
func (d *Disk) Set(f Faults) { d.t.Helper(); d.order(order{Do: doSet, Faults: f}) }

// Cut takes the power away. What was not flushed is lost, but for what the
// seed lets survive. From now on everything fails with EIO.
func (d *Disk) Cut() { d.t.Helper(); d.order(order{Do: doCut}) }

// Restore switches the disk on again, without faults, and mounts it. Nobody
// may have a file open on it. It also serves to forget what the kernel has
// read: after it every page comes from the disk.
func (d *Disk) Restore() { d.t.Helper(); d.order(order{Do: doRestore}) }

// RemountReadOnly does what Linux does to a card that wears out.
func (d *Disk) RemountReadOnly() { d.t.Helper(); d.order(order{Do: doRemount}) }

// Counts returns the disk's figures.
func (d *Disk) Counts() Counts { d.t.Helper(); return d.order(order{Do: doCount}) }
