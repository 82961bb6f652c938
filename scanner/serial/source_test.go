package serial_test

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"endcap/scanner"
	"endcap/scanner/scannertest"
	"endcap/scanner/serial"
)

const label = "]d2010952123454321310"

// scannerAt is the far end of a pseudo terminal, whose near end is a device
// file at path, as udev would make it.
type scannerAt struct {
	path   string
	master *os.File
	hold   *os.File // the near end, so that nothing sent is lost while nobody reads
}

func (s *scannerAt) plugIn(t *testing.T) {
	t.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skipf("no pseudo terminals here: %v", err)
	}
	fd := int(master.Fd())
	n, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err == nil {
		err = unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0)
	}
	if err != nil {
		t.Skipf("no pseudo terminals here: %v", err)
	}
	node := fmt.Sprint("/dev/pts/", n)
	s.master = master
	if s.hold, err = os.OpenFile(node, os.O_RDWR|unix.O_NOCTTY, 0); err != nil {
		t.Skipf("no pseudo terminals here: %v", err)
	}
	raw, err := unix.IoctlGetTermios(int(s.hold.Fd()), unix.TCGETS)
	if err != nil {
		t.Fatal(err)
	}
	raw.Iflag, raw.Lflag, raw.Oflag = 0, 0, 0
	if err := unix.IoctlSetTermios(int(s.hold.Fd()), unix.TCSETS, raw); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(node, s.path+".new"); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(s.path+".new", s.path); err != nil {
		t.Fatal(err)
	}
}

func (s *scannerAt) unplug(t *testing.T) {
	t.Helper()
	s.master.Close()
	s.hold.Close()
	if err := os.Remove(s.path); err != nil {
		t.Fatal(err)
	}
}

func (s *scannerAt) send(t *testing.T, text string) {
	t.Helper()
	if _, err := s.master.WriteString(text); err != nil {
		t.Fatal(err)
	}
}

func plugged(t *testing.T) *scannerAt {
	s := &scannerAt{path: filepath.Join(t.TempDir(), "usb-ACME_Scanner-if00")}
	s.plugIn(t)
	t.Cleanup(func() { s.master.Close(); s.hold.Close() })
	return s
}

func (s *scannerAt) source(how func(*serial.Options)) *serial.Source {
	o := serial.Options{Path: s.path, Baud: 115200, Mode: "8n1", Ends: []string{"\r", "\n"}}
	if how != nil {
		how(&o)
	}
	return serial.New("hand", o, slog.New(slog.DiscardHandler))
}

func TestSource_IsASource(t *testing.T) {
	for name, c := range map[string]struct {
		end string
		how func(*serial.Options)
	}{
		"CR":        {"\r", nil},
		"7e1, ETX":  {"\x03", func(o *serial.Options) { o.Ends, o.Mode, o.Transport.Prefix = []string{"\x03"}, "7e1", "\x02" }},
		"8o1, CRLF": {"\r\n", func(o *serial.Options) { o.Ends, o.Mode = []string{"\r\n"}, "8o1" }},
	} {
		t.Run(name, func(t *testing.T) {
			scannertest.TestSource(t, func(t *testing.T) (scanner.Source, scannertest.Show) {
				s := plugged(t)
				src := s.source(c.how)
				prefix := ""
				if name == "7e1, ETX" {
					prefix = "\x02"
				}
				return src, func(n int) scanner.Symbol {
					s.send(t, fmt.Sprintf("%s%sA%d\x1d17261231%s", prefix, label, n, c.end))
					return scanner.Symbol{Format: "DATA_MATRIX", GS1: true, Text: fmt.Sprintf("%sA%d\x1d17261231", label[3:], n)}
				}
			})
		})
	}
}

func TestSource_UnpluggedAndPluggedAgain(t *testing.T) {
	s := plugged(t)
	src := s.source(nil)
	out := scannertest.Start(t, src, 100)
	for i := range 3 {
		text := fmt.Sprint("952123454321", i)
		s.send(t, text+"\r")
		if got := scannertest.Next(t, out).Text; got != text {
			t.Fatalf("read %q, want %q", got, text)
		}
		s.send(t, "9521") // torn off
		scannertest.Until(t, "what was sent is read", func() bool {
			n, err := unix.IoctlGetInt(int(s.hold.Fd()), unix.TIOCINQ)
			return err == nil && n == 0
		})
		s.unplug(t)
		scannertest.Until(t, "the report says gone", func() bool { return !src.Report().Present })
		if r := src.Report(); !strings.Contains(r.Fault, "plug") {
			t.Errorf("the remedy is missing in %q", r.Fault)
		}
		s.plugIn(t)
		scannertest.Until(t, "the report says there", func() bool { return src.Report().Present })
	}
	s.send(t, "4006381333931\r")
	if got := scannertest.Next(t, out).Text; got != "4006381333931" {
		t.Errorf("read %q after it came back", got)
	}
}

func TestSource_BabbledAt(t *testing.T) {
	s := plugged(t)
	src := s.source(nil)
	out := scannertest.Start(t, src, 100)
	s.send(t, strings.Repeat("9521234543213", 80_000)+"\r4006381333931\r")
	if got := scannertest.Next(t, out).Text; got != "4006381333931" {
		t.Errorf("read %q, want what came after the babble", got)
	}
	if r := src.Report(); r.Faults != 1 || !strings.Contains(r.Fault, "terminator") {
		t.Errorf("reported %+v, want one fault with its remedy", r)
	}
	s.send(t, "95\x001234543213\r4006381333931\r")
	if got := scannertest.Next(t, out).Text; got != "4006381333931" {
		t.Errorf("read %q, want what came after a broken character", got)
	}
	if r := src.Report(); r.Faults != 2 || r.Read != 2 {
		t.Errorf("reported %+v, want two faults and two reads", r)
	}
}

func TestSource_SilenceEndsAScan(t *testing.T) {
	s := plugged(t)
	out := scannertest.Start(t, s.source(func(o *serial.Options) { o.Ends, o.Idle = nil, 200*time.Millisecond }), 100)
	for _, text := range []string{"9521234543213", "4006381333931"} {
		s.send(t, text)
		if got := scannertest.Next(t, out).Text; got != text {
			t.Errorf("read %q, want %q", got, text)
		}
	}
}

func TestSource_SaysWhatCannotBeOpened(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{file: "it is no serial port", file + "none": "plug the scanner in"} {
		src := serial.New("hand", serial.Options{Path: path, Baud: 9600, Mode: "8n1"}, slog.New(slog.DiscardHandler))
		scannertest.Start(t, src, 100)
		scannertest.Until(t, path, func() bool { return strings.Contains(src.Report().Fault, want) })
	}
}
