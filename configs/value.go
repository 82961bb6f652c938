package configs

import (
	"crypto/ed25519"
	"encoding/base64"
	"fmt"
	"image"
	"log/slog"
	"net"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"
)

// Role is what a device is.
type Role string

// Roles.
const (
	Cart  Role = "cart"
	Shelf Role = "shelf"
)

// UnmarshalText reads a role.
func (r *Role) UnmarshalText(b []byte) error { return oneOf(r, b, Cart, Shelf) }

// Board says which parts a device has.
type Board string

// Boards.
const (
	Sim  Board = "sim"
	Host Board = "host"
)

// UnmarshalText reads a board.
func (r *Board) UnmarshalText(b []byte) error { return oneOf(r, b, Sim, Host) }

// Rises says what a price that rises means for what lies in an open basket.
type Rises string

// What rising prices do.
const (
	Kept     Rises = "kept"     // it costs what it did when it was scanned
	Followed Rises = "followed" // it costs what the new price book says
)

// UnmarshalText reads what rising prices do.
func (r *Rises) UnmarshalText(b []byte) error { return oneOf(r, b, Kept, Followed) }

func oneOf[T ~string](to *T, b []byte, known ...T) error {
	var names []string
	for _, k := range known {
		if string(b) == string(k) {
			*to = k
			return nil
		}
		names = append(names, string(k))
	}
	return fmt.Errorf("%q is not known here; write %s", b, strings.Join(names, " or "))
}

// LogLevel is what is logged.
type LogLevel struct{ slog.Level }

// UnmarshalText reads debug, info, warn or error.
func (l *LogLevel) UnmarshalText(b []byte) error {
	var name string
	if err := oneOf(&name, b, "debug", "info", "warn", "error"); err != nil {
		return err
	}
	return l.Level.UnmarshalText(b)
}

// Name is a part of an address: what every broker can carry in a topic.
type Name string

// UnmarshalText reads a name.
func (n *Name) UnmarshalText(b []byte) error {
	if len(b) < 1 || len(b) > maxName || strings.Trim(string(b), "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
		return fmt.Errorf("%q cannot be a name; use 1 to %d of a-z, 0-9 and -", b, maxName)
	}
	*n = Name(b)
	return nil
}

// Folder is the path of a folder; a relative one starts at the file that
// names it.
type Folder string

// Duration is a time span with its unit: 50ms, 30s, 5m.
type Duration time.Duration

// UnmarshalText reads a positive time span.
func (d *Duration) UnmarshalText(b []byte) error {
	v, err := time.ParseDuration(string(b))
	if _, number := strconv.ParseFloat(string(b), 64); number == nil {
		return fmt.Errorf("%q has no unit; write %sms, %ss or %sm", b, b, b, b)
	}
	if err != nil || v <= 0 || v > maxDuration {
		return fmt.Errorf("%q is not a time span; write a number with ms, s, m or h, at most %s, such as 30s", b, maxDuration)
	}
	*d = Duration(v)
	return nil
}

// Size is a number of bytes with its unit: 512MiB, 2GiB.
type Size int64

// UnmarshalText reads a size.
func (s *Size) UnmarshalText(b []byte) error {
	text := string(b)
	for _, u := range [...]struct {
		name  string
		bytes int64
	}{{"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}} {
		num, ok := strings.CutSuffix(text, u.name)
		if !ok {
			continue
		}
		n, err := strconv.ParseInt(strings.TrimSpace(num), 10, 32)
		if err == nil && n > 0 && n*u.bytes >= minSize && n*u.bytes <= maxSize {
			*s = Size(n * u.bytes)
			return nil
		}
	}
	return fmt.Errorf("%q is not a size; write a whole number with KiB, MiB or GiB, at least 1MiB and at most 64GiB, such as 512MiB", b)
}

// Pixels is the size of a panel.
type Pixels image.Point

// UnmarshalText reads a size such as 250x122.
func (p *Pixels) UnmarshalText(b []byte) error {
	w, h, ok := strings.Cut(string(b), "x")
	x, err1 := strconv.Atoi(w)
	y, err2 := strconv.Atoi(h)
	if !ok || err1 != nil || err2 != nil || min(x, y) < minPixels || max(x, y) > maxPixels {
		return fmt.Errorf("%q is not the size of a panel; write width x height in pixels, %d to %d each, such as 250x122", b, minPixels, maxPixels)
	}
	*p = Pixels{x, y}
	return nil
}

// Listen is an address to serve on. It is loopback: what is served there has
// no login yet.
type Listen string

// UnmarshalText reads a loopback address with its port.
func (l *Listen) UnmarshalText(b []byte) error {
	host, port, err := net.SplitHostPort(string(b))
	if n, bad := strconv.Atoi(port); err != nil || bad != nil || n < 0 || n > 65535 {
		return fmt.Errorf("%q is not an address; write host:port, such as 127.0.0.1:8080", b)
	}
	if ip := net.ParseIP(host); ip == nil || !ip.IsLoopback() {
		return fmt.Errorf("%q is open to the network, and the page has no login yet; write 127.0.0.1:%s", b, port)
	}
	*l = Listen(b)
	return nil
}

// Root is where Digital Links begin.
type Root string

// UnmarshalText reads https://host, or http:// for a trial.
func (r *Root) UnmarshalText(b []byte) error {
	u, err := url.Parse(string(b))
	if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Hostname() == "" || u.Scheme+"://"+u.Host != string(b) {
		return fmt.Errorf("%q is not where Digital Links begin; write https://host without a slash at its end, such as https://shelf-a3.example.com", b)
	}
	*r = Root(b)
	return nil
}

// Broker is the address of an MQTT broker.
type Broker string

// UnmarshalText reads mqtts://host:port or mqtt://host:port.
func (r *Broker) UnmarshalText(b []byte) error {
	u, err := url.Parse(string(b))
	if err != nil || (u.Scheme != "mqtt" && u.Scheme != "mqtts") || u.Port() == "" || u.Hostname() == "" || u.Path != "" || u.User != nil {
		return fmt.Errorf("%q is not a broker; write mqtts://host:port, such as mqtts://hq.example.com:8883", b)
	}
	*r = Broker(b)
	return nil
}

// Secure tells whether TLS is spoken with the broker.
func (r Broker) Secure() bool { return strings.HasPrefix(string(r), "mqtts:") }

// File is the path of a file; a relative one starts at the file that names it.
type File string

// KeyFile is the path of a file with one Ed25519 public key in base64.
type KeyFile string

// Read returns the key.
func (k KeyFile) Read() (ed25519.PublicKey, error) {
	b, err := os.ReadFile(string(k))
	if err != nil {
		return nil, fmt.Errorf("there is no such file; copy book.pub from headquarters (endcap-hq serve makes it in its folder): %w", err)
	}
	raw, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(b)))
	if err != nil || len(raw) != ed25519.PublicKeySize {
		return nil, fmt.Errorf("%s holds no public key; copy book.pub from headquarters again", k)
	}
	return raw, nil
}
