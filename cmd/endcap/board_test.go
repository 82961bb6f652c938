package main

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"endcap/device"
	"endcap/scanner"
	"endcap/scanner/gs1"
)

// What is on the label that every scanner is shown.
const (
	boardGTIN  = gs1.GTIN(9520001100376)
	boardLabel = "01095200011003761728123110LOT42"
)

const boardConfig = `
role: cart
tenant: demo
store: harbour
device: cart-07
data: /data/cart-07
log: debug
scanners:
  - name: camera
    camera: {device: /dev/video20, width: 640, height: 480}
  - name: serial
    serial: {path: /dev/ttyUSB0}
  - name: acm
    serial: {path: /dev/ttyACM0}
  - name: wedge
    wedge: {model: ACME SimScan}
`

// noLoopback takes the camera away as soon as nobody holds it open.
const noLoopback = "n=0; until rmmod v4l2loopback || [ $n -gt 100 ]; do sleep 0.2; n=$((n+1)); done"

// plugged is a scanner of the board, in the hands of the test.
type plugged struct {
	name             string
	show, pull, plug func()
}

// TestBoard_FourScannersAreOneScan shows the same label to a camera, a serial,
// a CDC-ACM and a keyboard-wedge scanner of an emulated board, pulls each out
// and plugs it in again. Every time it is the same scan, and all of them are
// pieces of one line in the basket; endcap is never started again.
func TestBoard_FourScannersAreOneScan(t *testing.T) {
	if os.Getenv("ENDCAP_BOARD") == "" {
		t.Skip("needs the virtual board: make board")
	}
	b := boot(t, crossBuilt(t, "arm64", "build", "."), "run --config /data/cart.yaml --json")
	fill(t, b)
	b.until("endcap runs", func() bool { return !b.status().Started.IsZero() })
	started := b.status().Started

	all := b.scanners()
	for _, p := range all {
		first := b.reads(p, 0)
		p.pull()
		gone := b.until(p.name+" is told to be gone", func() bool { s, _ := b.state(p.name); return s == device.Missing })
		_, why := b.state(p.name)
		p.plug()
		again := b.reads(p, 1)
		t.Logf("%-6s  read after %v; pulled, and said so after %v (%s); plugged in, and read after %v", p.name, first, gone, why, again)
	}

	v := b.basket()
	if len(v.Lines) != 1 {
		t.Fatalf("the basket is %+v, want one line", v)
	}
	l, want := v.Lines[0], b.scans("camera")[0].Item
	if l.GTIN != want.GTIN || l.Lot != want.Lot || l.Expiry != want.Expiry || l.Quantity != int64(2*len(all)) {
		t.Errorf("the basket has %d of %v, lot %s, expiry %v; want %d of %v", l.Quantity, l.GTIN, l.Lot, l.Expiry, 2*len(all), want)
	}
	t.Logf("basket  %d pieces of %v, lot %s, expires %v: %s", l.Quantity, l.GTIN, l.Lot, l.Expiry, v.Total)
	if s := b.status(); !s.Started.Equal(started) {
		t.Errorf("endcap was started at %v and again at %v", started, s.Started)
	}
	b.pace(t)
	for _, bits := range []string{"arm64", "arm"} {
		b.drivers(t, bits)
	}
}

// drivers runs the camera's own tests on the board's kernel, as a program of
// 64 or of 32 bits.
func (b *virtualBoard) drivers(t *testing.T, arch string) {
	file := crossBuilt(t, arch, "test", "-c", "endcap/scanner/camera")
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	b.put(f, "/tmp/camera.test")
	b.sh(noLoopback) // endcap reads it, and must not read the next one
	out := b.sh(`exec 2>&1; chmod +x /tmp/camera.test
modprobe v4l2loopback devices=1 video_nr=30 card_label=loopcam exclusive_caps=0
modprobe vivid node_types=0x1 num_inputs=1 input_types=0
ENDCAP_V4L2=1 /tmp/camera.test -test.v -test.run TestKernel`)
	if !strings.HasSuffix(out, "\nPASS\n") {
		t.Errorf("the camera's tests on %s:\n%s", arch, out)
	}
	t.Logf("%s: %d tests of the camera on real drivers passed", arch, strings.Count(out, "--- PASS"))
	for line := range strings.Lines(out) {
		if _, pace, ok := strings.Cut(line, "a label that moves: "); ok {
			t.Logf("%s: a label that moves: %s", arch, strings.TrimSpace(pace))
		}
	}
}

// reads shows the label once more and wants the n-th scan to be what it says.
func (b *virtualBoard) reads(p plugged, n int) time.Duration {
	b.Helper()
	begun := time.Now()
	p.show()
	b.until(p.name+" reads", func() bool { return len(b.scans(p.name)) > n })
	took := time.Since(begun).Round(10 * time.Millisecond)
	got := b.scans(p.name)[n]
	want := scanner.Scan{
		Symbol: scanner.Symbol{Format: "DATA_MATRIX", Text: boardLabel, GS1: true, Source: p.name},
		Item:   gs1.Item{GTIN: boardGTIN, Lot: "LOT42", Expiry: gs1.Date{Year: 2028, Month: 12, Day: 31}},
	}
	if diff := cmp.Diff(got, want, cmpopts.IgnoreFields(scanner.Symbol{}, "At", "Corners"), cmpopts.IgnoreUnexported(gs1.Item{})); diff != "" {
		b.Errorf("%s: got -, want +:\n%s", p.name, diff)
	}
	return took
}

// scanners are the four of the board.
func (b *virtualBoard) scanners() []plugged {
	wire := "]d2" + boardLabel // with the symbology identifier, as scanners are set to send it
	gadget := func(udc string) func() {
		return func() { b.sh("%s > /sys/kernel/config/usb_gadget/scanner/UDC", udc) }
	}
	usbSerial := `/machine/peripheral-anon/device[2]`
	return []plugged{
		{
			"camera",
			func() { b.camera(8) },
			func() {
				b.sh("kill $(cat /tmp/camera.pid); " + noLoopback)
			},
			func() { b.sh("modprobe v4l2loopback devices=1 video_nr=21 card_label=shelfcam exclusive_caps=0") },
		},
		{
			"serial",
			func() { b.do("scan-usb-serial", wire) },
			func() {
				b.qemu(`{"execute":"device_del","arguments":{"id":"` + usbSerial + `"}}`)
			},
			func() {
				b.qemu(`{"execute":"device_add","arguments":{"driver":"usb-serial","chardev":"scan","id":"again","bus":"xhci.0","always-plugged":true}}`)
				b.until("the serial scanner is open", func() bool { s, _ := b.state("serial"); return s != device.Missing })
			},
		},
		{"acm", func() { b.do("scan-acm", wire) }, gadget("echo"), func() {
			gadget("ls /sys/class/udc")()
			b.until("the ACM scanner is open", func() bool { s, _ := b.state("acm"); return s != device.Missing })
		}},
		{"wedge", func() { b.do("scan-hid", wire) }, gadget("echo"), func() {
			gadget("ls /sys/class/udc")()
			b.until("the wedge is open", func() bool { s, _ := b.state("wedge"); return s != device.Missing })
		}},
	}
}

// camera shows the label to the camera for some seconds, after nothing for a
// while: what is where it was when the camera went away was not shown again.
func (b *virtualBoard) camera(seconds int) {
	const show = "hilguest v4l2-out $(ls -d /dev/video2*) 640 480 %d /tmp/%s.png > /dev/null 2>&1"
	b.sh(show, 3, "nothing")
	b.sh(show+" & echo $! > /tmp/camera.pid", seconds, "label")
}

// pace prints how fast the camera is read while a label lies still before it,
// and how long a whole picture takes. On the way it takes a frame out of it, as
// a technician does, which still shows the label.
func (b *virtualBoard) pace(t *testing.T) {
	b.sh("product frame --config /data/cart.yaml --scanner camera --to /tmp/frame.png > /tmp/frame.log 2>&1 &")
	b.camera(20)
	time.Sleep(18 * time.Second)
	if kept := b.sh("product scan /tmp/frame.png 2>&1"); !strings.Contains(kept, boardLabel) {
		t.Errorf("the frame for a technician shows %s (%s)", kept, b.sh("cat /tmp/frame.log"))
	}
	for _, f := range b.status().Facts {
		if f.Group == "Cameras" {
			t.Logf("%s: %s", f.Name, f.Text)
		}
	}
	for _, name := range []string{"label", "nothing"} {
		var a scanAnswer
		out := b.sh("for i in 1 2 3 4 5; do echo /tmp/%s.pgm; done | product scan --lines | tail -n 1", name)
		if err := json.Unmarshal([]byte(out), &a); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		t.Logf("%s: %.1f ms to look at a whole picture of 640x480, %d symbols", name, a.MS, len(a.Results))
	}
	t.Logf("all on an emulated processor, %s", b.status().Go)
}
