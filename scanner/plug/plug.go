// Package plug finds what is plugged in: serial ports, keyboards and cameras,
// as the kernel shows them in /sys, and their names in /dev that stay the same.
//
// It reads a tree of files and opens no device, so it needs no rights. Give it
// os.DirFS("/"), which knows symbolic links; a tree of a test must know them
// too (fstest.MapFS does).
package plug

import (
	"cmp"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Kind is how a device is spoken with.
type Kind string

// Kinds of devices.
const (
	Serial   Kind = "serial"
	Keyboard Kind = "keyboard" // all that types, such as a scanner
	Camera   Kind = "camera"
)

// Group is the group that may read such devices (Debian's udev rules).
func (k Kind) Group() string {
	switch k {
	case Keyboard:
		return "input"
	case Camera:
		return "video"
	case Serial:
		return "dialout"
	}
	return ""
}

// Device is one that is plugged in.
type Device struct {
	Kind Kind   `json:"kind"`
	Node string `json:"node"` // /dev/ttyACM0, another one when it is plugged in again
	// Path is its name in /dev that stays the same, empty where udev gave it none.
	Path   string `json:"path,omitempty"`
	USB    ID     `json:"usb,omitzero"`
	Model  string `json:"model,omitempty"` // what it calls itself
	Driver string `json:"driver,omitempty"`
	// Port is where it is plugged in: of a keyboard its phys, otherwise the
	// place in the tree of USB, 1-1.2.
	Port string `json:"port,omitempty"`
	// Scanner says that its name or its maker is that of a scanner.
	Scanner bool `json:"scanner"`
}

// Serials returns the serial ports that are really there, in the order of
// their numbers.
func Serials(root fs.FS) []Device {
	return list(root, Serial, "sys/class/tty", "tty", "dev/serial", func(t tree, d *Device) bool {
		// Ports of a PC's chip that are not wired have type 0.
		if _, err := fs.Stat(root, path.Join(t.dir, "device")); err != nil || t.text("type") == "0" {
			return false
		}
		t.usb(d)
		return true
	})
}

// Keyboards returns what can type digits and Enter, in the order of the event
// nodes.
func Keyboards(root fs.FS) []Device {
	return list(root, Keyboard, "sys/class/input", "event", "dev/input", func(t tree, d *Device) bool {
		d.Model, d.Port = t.text("device/name"), t.text("device/phys")
		_ = d.USB.UnmarshalText([]byte(t.text("device/id/vendor") + ":" + t.text("device/id/product"))) // or it is none
		d.Driver = t.driver("device/device")
		return typesDigits(t.text("device/capabilities/key"))
	})
}

// Cameras returns the nodes that deliver pictures, in the order of their
// numbers. A camera's other nodes (index 1 and more: metadata) are left out.
func Cameras(root fs.FS) []Device {
	return list(root, Camera, "sys/class/video4linux", "video", "dev/v4l", func(t tree, d *Device) bool {
		t.usb(d)
		d.Model = cmp.Or(t.text("name"), d.Model)
		return cmp.Or(t.text("index"), "0") == "0"
	})
}

// list returns the devices of a class that take says are such.
func list(root fs.FS, kind Kind, class, prefix, links string, take func(tree, *Device) bool) []Device {
	entries, err := fs.ReadDir(root, class)
	if err != nil {
		return nil // a kernel without such devices
	}
	names := map[string]string{} // by node
	for _, by := range []string{"by-path", "by-id"} {
		for name, node := range nodes(root, path.Join(links, by)) {
			names[node] = name
		}
	}
	var found []Device
	for _, e := range entries[:min(len(entries), maxDevices)] {
		if !strings.HasPrefix(e.Name(), prefix) {
			continue
		}
		d := Device{Kind: kind, Node: nodeOf(kind, e.Name())}
		if d.Path = names[d.Node]; take(tree{root, path.Join(class, e.Name())}, &d) {
			d.Scanner = looksLikeScanner(d)
			found = append(found, d)
		}
	}
	slices.SortStableFunc(found, func(a, b Device) int {
		return cmp.Or(cmp.Compare(len(a.Node), len(b.Node)), cmp.Compare(a.Node, b.Node))
	})
	return found
}

func nodeOf(kind Kind, name string) string {
	if kind == Keyboard {
		return "/dev/input/" + name
	}
	return "/dev/" + name
}

// nodes yields the links of a folder in /dev and the nodes that they lead to.
func nodes(root fs.FS, dir string) func(yield func(name, node string) bool) {
	return func(yield func(name, node string) bool) {
		entries, err := fs.ReadDir(root, dir)
		if err != nil {
			return
		}
		for _, e := range entries[:min(len(entries), maxDevices)] {
			name := path.Join(dir, e.Name())
			if node, err := resolve(root, name); err == nil && !yield("/"+name, "/"+node) {
				return
			}
		}
	}
}

// looksLikeScanner knows the makers of scanners by their USB numbers, and
// scanners by the words that they introduce themselves with.
func looksLikeScanner(d Device) bool {
	switch d.USB.Vendor {
	case 0x0536, 0x05e0, 0x05f9, 0x065a, 0x080c, 0x0c2e, 0x1eab: // Hand Held, Symbol, PSC, Opticon, Datalogic, Metrologic, Newland
		return d.Kind != Camera
	}
	model := strings.ToLower(d.Model)
	for _, word := range []string{"scan", "barcode", "bar code", "imager", "honeywell", "zebra", "datalogic", "newland", "opticon", "symbol"} {
		if strings.Contains(model, word) {
			return true
		}
	}
	return false
}

// typesDigits looks at the bits of the keys a device has, of which the lowest
// word comes last: 1 to 0 are the codes 2 to 11, Enter is 28.
func typesDigits(bits string) bool {
	const all = 0b11_1111_1111<<2 | 1<<28
	words := strings.Fields(bits)
	if len(words) == 0 {
		return false
	}
	low := parseHex(words[len(words)-1])
	return low&all == all
}
