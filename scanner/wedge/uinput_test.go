package wedge

import (
	"fmt"
	"log/slog"
	"os"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"endcap/scanner/scannertest"
)

// Requests to /dev/uinput (linux/uinput.h).
const (
	setEventBit = 0x40045564 // UI_SET_EVBIT
	setKeyBit   = 0x40045565 // UI_SET_KEYBIT
	setUp       = 0x405c5503 // UI_DEV_SETUP
	create      = 0x5501     // UI_DEV_CREATE
)

// uinput is a keyboard that the kernel believes in.
type uinput struct {
	name string
	f    *os.File
}

func newUinput(t *testing.T) typist {
	u := &uinput{name: fmt.Sprintf("endcap test scanner %d", time.Now().UnixNano())}
	u.plugIn(t)
	t.Cleanup(func() { u.f.Close() })
	return u
}

func (u *uinput) plugIn(t *testing.T) {
	t.Helper()
	f, err := os.OpenFile("/dev/uinput", os.O_WRONLY, 0)
	if err != nil {
		t.Skipf("no keyboards can be made here (modprobe uinput, as root): %v", err)
	}
	fd := int(f.Fd())
	ask := func(what string, err error) {
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
	}
	ask("event bit", unix.IoctlSetInt(fd, setEventBit, evKey))
	for code := 1; code < 128; code++ {
		ask("key bit", unix.IoctlSetInt(fd, setKeyBit, code))
	}
	s := struct { // struct uinput_setup
		bus, vendor, product, version uint16
		name                          [80]byte
		effects                       uint32
	}{bus: 3, vendor: 0x05e0, product: 0x1200}
	copy(s.name[:], u.name)
	if _, _, bad := unix.Syscall(unix.SYS_IOCTL, uintptr(fd), setUp, uintptr(unsafe.Pointer(&s))); bad != 0 {
		t.Fatal("set up: ", bad)
	}
	ask("create", unix.IoctlSetInt(fd, create, 0))
	u.f = f
	scannertest.Until(t, "the keyboard is there", func() bool {
		found, err := (Options{Model: u.name}).Find()
		if err != nil {
			return false
		}
		_, err = os.Stat(found[0].Node)
		return err == nil
	})
}

func (u *uinput) unplug(*testing.T) { u.f.Close() }

func (u *uinput) send(t *testing.T, events []Event) {
	t.Helper()
	for len(events) > 0 { // as fast as a fast scanner, not faster
		n := min(6, len(events))
		if _, err := u.f.Write(bytesOf(events[:n])); err != nil {
			t.Fatal(err)
		}
		events = events[n:]
		time.Sleep(time.Millisecond)
	}
}

func (u *uinput) source(*testing.T, func(*Options)) *Source {
	return New("hand", Options{Model: u.name, Ends: "\r\t"}, slog.New(slog.DiscardHandler))
}

// What is typed before the device is opened is typed elsewhere, so of the
// conformance test only the parts that begin with reading can be run here.
func TestSource_ReadsTheKernelsKeyboards(t *testing.T) {
	unplugged(t, newUinput(t))
}

func TestSource_TakesTheKeyboardFromAllOthers(t *testing.T) {
	u := newUinput(t)
	src := u.source(t, nil)
	scannertest.Start(t, src, 100)
	scannertest.Until(t, "the report says there", func() bool { return src.Report().Present })
	found, err := src.o.Find()
	if err != nil {
		t.Fatal(err)
	}
	if f, err := open(found[0].Node); err == nil {
		f.Close()
		t.Error("the keyboard was taken twice")
	}
}
