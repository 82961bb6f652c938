package wedge

import (
	"encoding/binary"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"endcap/scanner"
	"endcap/scanner/plug"
	"endcap/scanner/scannertest"
)

// typist types on a device that a source under test reads.
type typist interface {
	send(t *testing.T, events []Event)
	plugIn(t *testing.T)
	unplug(t *testing.T)
	source(t *testing.T, how func(*Options)) *Source
}

// bytesOf are events as the kernel writes them for this machine.
func bytesOf(events []Event) []byte {
	var b []byte
	for _, e := range events {
		one, put := make([]byte, 2*word+8), binary.NativeEndian
		if word == 4 {
			put.PutUint32(one, uint32(e.At/time.Second))
			put.PutUint32(one[4:], uint32(e.At%time.Second/time.Microsecond))
		} else {
			put.PutUint64(one, uint64(e.At/time.Second))
			put.PutUint64(one[8:], uint64(e.At%time.Second/time.Microsecond))
		}
		put.PutUint16(one[2*word:], e.Type)
		put.PutUint16(one[2*word+2:], e.Code)
		put.PutUint32(one[2*word+4:], uint32(e.Value))
		b = append(b, one...)
	}
	return b
}

// piped is a device whose events come through a pipe, in a tree that shows it.
type piped struct {
	root  string
	near  int
	far   *os.File
	count int
}

func newPiped(t *testing.T) typist {
	p := &piped{root: t.TempDir()}
	p.plugIn(t)
	t.Cleanup(func() { p.far.Close(); unix.Close(p.near) })
	return p
}

func (p *piped) dir() string { return fmt.Sprintf("%s/sys/class/input/event%d", p.root, p.count) }

func (p *piped) plugIn(t *testing.T) {
	t.Helper()
	var ends [2]int
	if err := unix.Pipe2(ends[:], unix.O_NONBLOCK|unix.O_CLOEXEC); err != nil {
		t.Fatal(err)
	}
	p.near, p.far = ends[0], os.NewFile(uintptr(ends[1]), "far end")
	p.count++ // it gets another number each time
	for name, text := range map[string]string{
		"name": "ACME SimScan", "phys": "usb-1/input0", "id/vendor": "05e0", "id/product": "1200", "capabilities/key": "febeffdfffefffff fffffffffffffffe",
	} {
		file := filepath.Join(p.dir(), "device", name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func (p *piped) unplug(t *testing.T) {
	t.Helper()
	if err := os.RemoveAll(p.dir()); err != nil {
		t.Fatal(err)
	}
	p.far.Close()
	unix.Close(p.near)
}

func (p *piped) send(t *testing.T, events []Event) {
	t.Helper()
	if _, err := p.far.Write(bytesOf(events)); err != nil {
		t.Fatal(err)
	}
}

func (p *piped) source(_ *testing.T, how func(*Options)) *Source {
	o := Options{USB: plug.ID{Vendor: 0x05e0, Product: 0x1200}, Ends: "\r\t", Root: os.DirFS(p.root)}
	if how != nil {
		how(&o)
	}
	s := New("hand", o, slog.New(slog.DiscardHandler))
	s.open = func(node string) (*os.File, error) {
		if want := fmt.Sprint("/dev/input/event", p.count); node != want {
			return nil, fmt.Errorf("%s was opened, not %s", node, want)
		}
		fd, err := unix.Dup(p.near)
		return os.NewFile(uintptr(fd), node), err
	}
	return s
}

// conforms shows labels one after the other, as if by one hand.
func conforms(t *testing.T, make func(t *testing.T) typist) {
	scannertest.TestSource(t, func(t *testing.T) (scanner.Source, scannertest.Show) {
		who, h := make(t), &hand{}
		return who.source(t, nil), func(n int) scanner.Symbol {
			text := fmt.Sprintf("010952123454321310A%d", n)
			h.events = nil
			h.text("us", "]d2"+text+"\x1d17261231\r")
			who.send(t, h.events)
			return scanner.Symbol{Format: "DATA_MATRIX", GS1: true, Text: text + "\x1d17261231"}
		}
	})
}

func TestSource_IsASource(t *testing.T) { conforms(t, newPiped) }

func unplugged(t *testing.T, who typist) {
	src := who.source(t, nil)
	out := scannertest.Start(t, src, 100)
	for i := range 3 {
		scannertest.Until(t, "the report says there", func() bool { return src.Report().Present })
		text := fmt.Sprint("952123454321", i)
		h := &hand{}
		h.text("us", text+"\r9521")
		who.send(t, h.events)
		if got := scannertest.Next(t, out).Text; got != text {
			t.Fatalf("read %q, want %q", got, text)
		}
		who.unplug(t)
		scannertest.Until(t, "the report says gone", func() bool { return !src.Report().Present })
		if r := src.Report(); !strings.Contains(r.Fault, "plug") {
			t.Errorf("the remedy is missing in %q", r.Fault)
		}
		who.plugIn(t)
	}
	if r := src.Report(); r.Read != 3 || r.Alarm != "" {
		t.Errorf("reported %+v", r)
	}
}

func TestSource_UnpluggedAndPluggedAgain(t *testing.T) { unplugged(t, newPiped(t)) }

func TestSource_TellsOfKeysThatNoScannerHas(t *testing.T) {
	who := newPiped(t)
	src := who.source(t, nil)
	out, h := scannertest.Start(t, src, 100), &hand{}
	h.text("us", "9521")
	h.keys(keyLeftCtrl, keyLeftAlt, keyF1)
	h.text("us", "234543213\r4006381333931\r")
	who.send(t, h.events)
	if got := scannertest.Next(t, out).Text; got != "4006381333931" {
		t.Errorf("read %q", got)
	}
	if r := src.Report(); !strings.Contains(r.Alarm, "Ctrl+Alt+F1") || r.AlarmAt.IsZero() || r.Faults != 1 {
		t.Errorf("reported %+v", r)
	}
}

func TestSource_APauseEndsAScan(t *testing.T) {
	who := newPiped(t)
	out, h := scannertest.Start(t, who.source(t, func(o *Options) { o.Ends, o.Idle = "", 50*time.Millisecond }), 100), &hand{}
	h.text("us", "9521234543213")
	who.send(t, h.events)
	if got := scannertest.Next(t, out).Text; got != "9521234543213" {
		t.Errorf("read %q", got)
	}
}

func TestFind_TakesOnlyWhatIsAllowed(t *testing.T) {
	who := newPiped(t)
	for name, c := range map[string]struct {
		how  func(o *Options)
		want bool
	}{
		"USB ID":        {nil, true},
		"port":          {func(o *Options) { *o = Options{Port: "usb-1/input0", Root: o.Root} }, true},
		"model":         {func(o *Options) { *o = Options{Model: "ACME SimScan", Root: o.Root} }, true},
		"all":           {func(o *Options) { o.Port, o.Model = "usb-1/input0", "ACME SimScan" }, true},
		"another model": {func(o *Options) { o.Model = "ACME" }, false},
		"another port":  {func(o *Options) { o.Port = "usb-2/input0" }, false},
		"nothing":       {func(o *Options) { *o = Options{Root: o.Root} }, false},
	} {
		found, err := who.source(t, c.how).o.Find()
		if (err == nil) != c.want || (len(found) == 1) != c.want {
			t.Errorf("%s: %+v, %v", name, found, err)
		}
	}
}
