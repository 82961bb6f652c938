package plug

import (
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// tree is the folder of one device in /sys.
type tree struct {
	root fs.FS
	dir  string
}

// text reads an attribute; a missing one is empty. A device says of itself
// what it likes: what cannot be printed is taken out.
func (t tree) text(name string) string {
	f, err := t.root.Open(path.Join(t.dir, name))
	if err != nil {
		return ""
	}
	var b [maxText]byte
	n, _ := f.Read(b[:]) // an attribute comes whole, or is as good as missing
	_ = f.Close()        // it was only read
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r == utf8.RuneError || !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, string(b[:n])))
}

// driver returns the name of what drives the device, or of what drives the
// one that carries it.
func (t tree) driver(device string) string {
	at, err := resolve(t.root, path.Join(t.dir, device))
	for ; err == nil && strings.Contains(at, "/devices/"); at = path.Dir(at) {
		if to, err := resolve(t.root, path.Join(at, "driver")); err == nil {
			return path.Base(to)
		}
	}
	return ""
}

// usb fills in what a device says of itself, if it hangs on USB.
func (t tree) usb(d *Device) {
	d.Driver = t.driver("device")
	at, err := resolve(t.root, path.Join(t.dir, "device"))
	for ; err == nil && strings.Contains(at, "/devices/"); at = path.Dir(at) {
		u := tree{t.root, at}
		if d.USB.UnmarshalText([]byte(u.text("idVendor")+":"+u.text("idProduct"))) == nil {
			maker, product := u.text("manufacturer"), u.text("product")
			if d.Port, d.Model = path.Base(at), product; !strings.HasPrefix(product, maker) {
				d.Model = strings.TrimSpace(maker + " " + product)
			}
			return
		}
	}
}

// resolve follows the symbolic links in a name.
func resolve(root fs.FS, name string) (string, error) {
	done, rest, links := ".", name, 0
	for rest != "" {
		var part string
		part, rest, _ = strings.Cut(rest, "/")
		switch at := path.Join(done, part); part {
		case "", ".":
		case "..":
			done = path.Dir(done)
		default:
			info, err := fs.Lstat(root, at)
			if err != nil {
				return "", err
			}
			if done = at; info.Mode()&fs.ModeSymlink == 0 {
				continue
			}
			to, err := fs.ReadLink(root, at)
			if err != nil {
				return "", err
			}
			if links++; links > maxLinks {
				return "", fmt.Errorf("plug: follow %s: too many links", name)
			}
			if done = path.Dir(at); strings.HasPrefix(to, "/") {
				done = "."
			}
			rest = strings.TrimPrefix(to, "/") + "/" + rest
		}
	}
	return done, nil
}

// parseHex reads a word of bits; what is none has none.
func parseHex(word string) uint64 {
	v, err := strconv.ParseUint(word, 16, 64)
	if err != nil {
		return 0
	}
	return v
}
