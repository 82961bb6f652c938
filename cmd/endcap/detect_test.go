package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"endcap/configs"
	"endcap/internal/cli"
	"endcap/scanner/plug"
)

// attached makes a tree in which a serial scanner, a wedge, a person's
// keyboard, a bare serial port and a camera are plugged in; what begins with < is a link.
func attached(t *testing.T) string {
	t.Helper()
	root := t.TempDir()
	for name, text := range map[string]string{
		"sys/devices/usb1/1-1/idVendor":            "0c2e",
		"sys/devices/usb1/1-1/idProduct":           "0206",
		"sys/devices/usb1/1-1/product":             "Xenon 1900",
		"sys/devices/usb1/1-1/1-1:1.0/interface":   "x",
		"sys/class/tty/ttyACM0/device":             "<../../../devices/usb1/1-1/1-1:1.0",
		"sys/class/tty/ttyS0/device/x":             "x",
		"dev/ttyACM0":                              "",
		"dev/ttyS0":                                "",
		"sys/class/input/event0/device/name":       "Plain Keyboard",
		"sys/class/input/event0/device/id/vendor":  "046d",
		"sys/class/input/event0/device/id/product": "c31c",
		"sys/class/input/event1/device/name":       "USB Barcode Scanner",
		"sys/class/input/event1/device/phys":       "usb-1/input0",
		"sys/class/input/event2/device/name":       "AT \"keyboard\"",
		"sys/class/video4linux/video0/name":        "Webcam",
		"dev/v4l/by-id/usb-Webcam-video-index0":    "<../../video0",
		"dev/video0":                               "",
	} {
		if strings.HasSuffix(name, "/device/name") {
			attach(t, root, strings.TrimSuffix(name, "name")+"capabilities/key", "fffffffffffffffe")
		}
		attach(t, root, name, text)
	}
	return root
}

func attach(t *testing.T, root, name, text string) {
	t.Helper()
	file := filepath.Join(root, name)
	err := os.MkdirAll(filepath.Dir(file), 0o755)
	if to, link := strings.CutPrefix(text, "<"); err == nil && link {
		err = os.Symlink(to, file)
	} else if err == nil {
		err = os.WriteFile(file, []byte(text+"\n"), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestDetect_PrintsWhatTheConfigurationReads(t *testing.T) {
	root := attached(t)
	code, out, errs := endcap(t, "", "detect", "--root", root)
	if code != cli.Done || errs != "" {
		t.Fatalf("exit code %d, %s", code, errs)
	}
	const device = "role: cart\ntenant: demo\nstore: harbour\ndevice: cart-07\ndata: d\n"
	load := func(entries string) []configs.Scanner {
		c, err := configs.Load(keep(t, "cart.yaml", []byte(device+entries)))
		if err != nil {
			t.Fatalf("%s\n%v", entries, err)
		}
		return c.Scanners
	}
	// A bare port and keyboards of persons are comments.
	got := load(out)
	if len(got) != 3 || got[0].Serial.USB != (plug.ID{Vendor: 0x0c2e, Product: 0x0206}) ||
		got[1].Wedge.Port != "usb-1/input0" || got[2].Camera.Device != "/dev/v4l/by-id/usb-Webcam-video-index0" {
		t.Errorf("configured %+v from\n%s", got, out)
	}
	if all := load(strings.NewReplacer("  # - ", "  - ", "  #   ", "    ").Replace(out)); len(all) != 6 || all[4].Wedge.Model != `AT "keyboard"` {
		t.Errorf("with its comments %+v from\n%s", all, out)
	}
	for _, part := range []string{"Plain Keyboard 046d:c31c /dev/input/event0, not known as a scanner", "cannot be read: no such file", "#   serial: {path: /dev/ttyS0}"} {
		if !strings.Contains(out, part) {
			t.Errorf("%q is missing in\n%s", part, out)
		}
	}
}

func TestDetect_AsJSON(t *testing.T) {
	code, out, _ := endcap(t, "", "--json", "detect", "--root", attached(t))
	var got []string
	for line := range strings.Lines(out) {
		var d detected
		if err := json.Unmarshal([]byte(line), &d); err != nil {
			t.Fatal(err)
		}
		got = append(got, d.Config)
	}
	want := []string{
		`serial: {path: /dev/ttyS0}`, `serial: {usb: "0c2e:0206"}`, `wedge: {usb: "046d:c31c"}`,
		`wedge: {port: "usb-1/input0"}`, `wedge: {model: "AT \"keyboard\""}`, `camera: {device: /dev/v4l/by-id/usb-Webcam-video-index0}`,
	}
	if d := cmp.Diff(want, got); d != "" || code != cli.Done {
		t.Errorf("exit code %d (-want +got)\n%s", code, d)
	}
}

func TestDetect_SaysWhatToLookAtWhereNothingIs(t *testing.T) {
	code, _, errs := endcap(t, "", "detect", "--root", t.TempDir())
	if code != cli.Wanting || !strings.Contains(errs, "cable") {
		t.Errorf("exit code %d, %q", code, errs)
	}
}
