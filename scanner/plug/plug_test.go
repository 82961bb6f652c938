package plug_test

import (
	"fmt"
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"endcap/scanner/plug"
)

// made is a tree of /sys and /dev as a kernel with udev shows it. A line is a
// file and its content, or a link and where it leads to.
func made(lines string) fstest.MapFS {
	root := fstest.MapFS{}
	for line := range strings.Lines(lines) {
		if name, to, link := strings.Cut(strings.TrimSpace(line), " -> "); link {
			root[name] = &fstest.MapFile{Data: []byte(to), Mode: fs.ModeSymlink | 0o777}
		} else if name, text, ok := strings.Cut(name, " = "); ok {
			root[name] = &fstest.MapFile{Data: []byte(text + "\n"), Mode: 0o444}
		}
	}
	return root
}

const board = `
	sys/devices/usb1/1-1/idVendor = 0c2e
	sys/devices/usb1/1-1/idProduct = 0206
	sys/devices/usb1/1-1/manufacturer = Honeywell
	sys/devices/usb1/1-1/product = Xenon` + " \x1b[31m" + `1900
	sys/devices/usb1/1-1/1-1:1.0/driver -> ../../../../bus/usb/drivers/cdc_acm
	sys/devices/usb1/1-1/1-1:1.0/tty/ttyACM0/device -> ../../../1-1:1.0
	sys/class/tty/ttyACM0 -> ../../devices/usb1/1-1/1-1:1.0/tty/ttyACM0
	sys/bus/usb/drivers/cdc_acm/module = x
	sys/devices/usb1/1-2/idVendor = 0403
	sys/devices/usb1/1-2/idProduct = 6001
	sys/devices/usb1/1-2/product = FT232
	sys/devices/usb1/1-2/1-2:1.0/driver -> /sys/bus/usb/drivers/usbserial
	sys/devices/usb1/1-2/1-2:1.0/ttyUSB10/driver -> ../../../../../bus/usb-serial/drivers/ftdi_sio
	sys/devices/usb1/1-2/1-2:1.0/ttyUSB10/tty/ttyUSB10/device -> ../../../ttyUSB10
	sys/class/tty/ttyUSB10 -> ../../devices/usb1/1-2/1-2:1.0/ttyUSB10/tty/ttyUSB10
	sys/bus/usb-serial/drivers/ftdi_sio/module = x
	sys/devices/serial8250/tty/ttyS0/type = 4
	sys/devices/serial8250/tty/ttyS0/device -> ../../../serial8250
	sys/class/tty/ttyS0 -> ../../devices/serial8250/tty/ttyS0
	sys/devices/serial8250/tty/ttyS1/type = 0
	sys/devices/serial8250/tty/ttyS1/device -> ../../../serial8250
	sys/class/tty/ttyS1 -> ../../devices/serial8250/tty/ttyS1
	sys/class/tty/tty1/dev = 4:1
	dev/serial/by-path/pci-usb-0:1:1.0 -> ../../ttyACM0
	dev/serial/by-id/usb-Honeywell_Xenon_1900_123-if00 -> ../../ttyACM0
	dev/serial/by-id/usb-gone -> ../../ttyACM9
	dev/ttyACM0 = x

	sys/devices/usb1/1-3/1-3:1.0/0003:05E0:1200.0001/driver -> ../../../../../bus/hid/drivers/hid-generic
	sys/devices/usb1/1-3/1-3:1.0/0003:05E0:1200.0001/input/input7/name = Symbol Technologies, Inc
	sys/devices/usb1/1-3/1-3:1.0/0003:05E0:1200.0001/input/input7/phys = usb-0000:00:14.0-3/input0
	sys/devices/usb1/1-3/1-3:1.0/0003:05E0:1200.0001/input/input7/id/vendor = 05e0
	sys/devices/usb1/1-3/1-3:1.0/0003:05E0:1200.0001/input/input7/id/product = 1200
	sys/devices/usb1/1-3/1-3:1.0/0003:05E0:1200.0001/input/input7/capabilities/key = 1000000000007 ff9f207ac14057ff febeffdfffefffff fffffffffffffffe
	sys/devices/usb1/1-3/1-3:1.0/0003:05E0:1200.0001/input/input7/device -> ../../../0003:05E0:1200.0001
	sys/devices/usb1/1-3/1-3:1.0/0003:05E0:1200.0001/input/input7/event2/device -> ../../input7
	sys/bus/hid/drivers/hid-generic/module = x
	sys/class/input/event2 -> ../../devices/usb1/1-3/1-3:1.0/0003:05E0:1200.0001/input/input7/event2
	sys/class/input/event0/device/name = Power Button
	sys/class/input/event0/device/capabilities/key = 10000000000000 0
	sys/class/input/mice/device/name = mouse

	sys/class/video4linux/video0/name = HD Webcam
	sys/class/video4linux/video0/index = 0
	sys/class/video4linux/video1/name = HD Webcam
	sys/class/video4linux/video1/index = 1
`

func TestDevices_AreFoundWithWhatTheySayOfThemselves(t *testing.T) {
	root := made(board)
	got := append(append(plug.Serials(root), plug.Keyboards(root)...), plug.Cameras(root)...)
	want := []plug.Device{
		{Kind: plug.Serial, Node: "/dev/ttyS0"},
		{
			Kind: plug.Serial, Node: "/dev/ttyACM0", Path: "/dev/serial/by-id/usb-Honeywell_Xenon_1900_123-if00",
			USB: plug.ID{Vendor: 0x0c2e, Product: 0x0206}, Model: "Honeywell Xenon [31m1900", Driver: "cdc_acm", Port: "1-1", Scanner: true,
		},
		{
			Kind: plug.Serial, Node: "/dev/ttyUSB10", USB: plug.ID{Vendor: 0x0403, Product: 0x6001},
			Model: "FT232", Driver: "ftdi_sio", Port: "1-2",
		},
		{
			Kind: plug.Keyboard, Node: "/dev/input/event2", USB: plug.ID{Vendor: 0x05e0, Product: 0x1200},
			Model: "Symbol Technologies, Inc", Driver: "hid-generic", Port: "usb-0000:00:14.0-3/input0", Scanner: true,
		},
		{Kind: plug.Camera, Node: "/dev/video0", Model: "HD Webcam"},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
}

func TestDevices_NoneWhereTheKernelHasNone(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(dir+"/sys/class/tty/ttyACM1", 0o755); err != nil {
		t.Fatal(err)
	}
	for name, to := range map[string]string{"ttyACM0": "ttyACM0", "ttyACM1/device": "../ttyACM1", "ttyACM1/driver": "driver"} {
		if err := os.Symlink(to, dir+"/sys/class/tty/"+name); err != nil {
			t.Fatal(err)
		}
	}
	if got := plug.Serials(os.DirFS(dir)); len(got) != 1 || got[0] != (plug.Device{Kind: plug.Serial, Node: "/dev/ttyACM1"}) {
		t.Errorf("in a tree of loops it found %+v", got)
	}
	if got := append(plug.Keyboards(os.DirFS(dir)), plug.Cameras(fstest.MapFS{})...); len(got) > 0 {
		t.Errorf("in an empty tree it found %+v", got)
	}
}

// Ensure that the real tree is understood too, whatever it holds.
func TestDevices_OfThisMachine(t *testing.T) {
	root := os.DirFS("/")
	for _, d := range append(append(plug.Serials(root), plug.Keyboards(root)...), plug.Cameras(root)...) {
		if !strings.HasPrefix(d.Node, "/dev/") || d.Path != "" && !strings.HasPrefix(d.Path, "/dev/") {
			t.Errorf("found %+v", d)
		}
	}
}

func TestID_IsWrittenAsItIsRead(t *testing.T) {
	for text, want := range map[string]string{
		"0c2e:0206": "0c2e:0206", "05E0:1200": "05e0:1200", "": "", "0c2e": "", "c2e:206": "", "0000:0000": "", "0c2e:02066": "", "zzzz:0000": "",
	} {
		var id plug.ID
		if err := id.UnmarshalText([]byte(text)); id.String() != want || (err == nil) != (want != "") {
			t.Errorf("%q: %s, %v", text, id, err)
		}
	}
}

func ExampleSerials() {
	for _, d := range plug.Serials(made(board)) {
		if d.Scanner {
			fmt.Println(d.Node, d.USB, d.Driver)
		}
	}
	// Output: /dev/ttyACM0 0c2e:0206 cdc_acm
}
