package node

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"endcap/configs"
	"endcap/device"
	"endcap/internal/store"
	"endcap/scanner/plug"
	"endcap/sync/cert"
)

// Check looks at everything a device needs, without running it: one line a
// part, in the order in which a technician would look.
func Check(ctx context.Context, c configs.Config) []device.Health {
	lines := []device.Health{well("configuration", "role %s, %s/%s/%s", c.Role, c.Tenant, c.Store, c.Device)}
	lines = append(lines, checkStore(string(c.Data)))
	if risk := store.JournalRisk(string(c.Data)); risk != "" {
		lines = append(lines, device.Health{Part: "disk", State: device.Poor, Text: risk})
	}
	for _, s := range c.Scanners {
		lines = append(lines, checkScanner("scanner "+string(s.Name), s))
	}
	_, dictionary := openShop(c)
	lines = append(lines, dictionary)
	lines = append(lines, checkParts(c)...)
	for _, p := range []struct {
		name string
		at   configs.Listen
	}{{"screen", c.Screen.Listen}, {"diagnostics", c.Diag.Listen}} {
		lines = append(lines, checkPort(ctx, p.name, string(p.at)))
	}
	if c.Sync.TLS.Cert != "" {
		lines = append(lines, checkCertificate(c, time.Now()))
	}
	for _, b := range c.Sync.Brokers {
		lines = append(lines, checkBroker(ctx, b, c.Sync.TLS.Files()))
	}
	return lines
}

// checkCertificate looks at the days that are left to the device's own.
func checkCertificate(c configs.Config, now time.Time) device.Health {
	const part = "certificate"
	leaf, err := c.Sync.TLS.Files().Leaf()
	if err != nil {
		return missing(part, err)
	}
	day, left := leaf.NotAfter.Format(time.DateOnly), int(leaf.NotAfter.Sub(now)/(24*time.Hour))
	name := fmt.Sprintf("%s/%s/%s", c.Tenant, c.Store, c.Device)
	switch {
	case now.After(leaf.NotAfter):
		return missing(part, fmt.Errorf("expired on %s: renew it, brokers refuse it; the device works on and keeps everything", day))
	case now.Before(leaf.NotBefore):
		return missing(part, fmt.Errorf("valid only from %s: set the clock, or have it issued again", leaf.NotBefore.Format(time.DateOnly)))
	case leaf.Subject.CommonName != name:
		return device.Health{Part: part, State: device.Poor, Text: fmt.Sprintf("for %q, not for %s: brokers that look at the name refuse it", leaf.Subject.CommonName, name)}
	case left < renewDays:
		return device.Health{Part: part, State: device.Poor, Text: fmt.Sprintf("%d days left, until %s: renew it", left, day)}
	}
	return well(part, "%d days left, until %s", left, day)
}

func well(part, format string, args ...any) device.Health {
	return device.Health{Part: part, State: device.Well, Text: fmt.Sprintf(format, args...)}
}

func missing(part string, err error) device.Health {
	return device.Health{Part: part, State: device.Missing, Text: err.Error()}
}

func checkStore(dir string) device.Health {
	if _, err := os.Stat(dir); errors.Is(err, os.ErrNotExist) {
		return checkFolder("store", dir)
	}
	s, err := store.OpenReadOnly(dir)
	if errors.Is(err, store.ErrLocked) {
		return device.Health{Part: "store", State: device.Poor, Text: err.Error()}
	}
	if errors.Is(err, os.ErrNotExist) {
		return well("store", "%s is empty; the first run makes the store", dir)
	}
	if err != nil {
		return missing("store", err)
	}
	defer func() { _ = s.Close() }() // it was only read
	if h := checkFolder("store", dir); h.State != device.Well {
		return h // a card that wears out can still be read
	}
	stats := s.Stats()
	text := fmt.Sprintf("%s: %d events made, %d wait", dir, stats.Written(), stats.Waiting())
	if m, ok := s.Book(); ok {
		text += fmt.Sprintf(", price book %d with %d products", m.Version, m.Products)
	}
	return well("store", "%s", text)
}

// checkScanner looks whether the scanner is there and may be read. It does not
// open it: the device that runs has it.
func checkScanner(part string, s configs.Scanner) device.Health {
	var d plug.Device
	var err error
	kind := plug.Serial
	switch {
	case s.Folder != "":
		return checkFolder(part, string(s.Folder))
	case s.Serial != nil:
		d, err = wired(*s.Serial).Find()
	case s.Wedge != nil:
		kind = plug.Keyboard
		var found []plug.Device
		if found, err = typed(*s.Wedge).Find(); err == nil {
			d = found[0]
		}
	case s.Camera != nil:
		d.Node, kind = s.Camera.Device, plug.Camera
		for _, c := range plug.Cameras(os.DirFS("/")) {
			if d.Node == "" && c.USB == s.Camera.USB {
				d = c
			}
		}
	}
	if err == nil {
		if err = unix.Faccessat(unix.AT_FDCWD, d.Node, unix.R_OK, unix.AT_EACCESS); err != nil {
			err = fmt.Errorf("read %s: %w; plug it in, and add the user that runs endcap to the group %s", d.Node, err, kind.Group())
		}
	}
	if err != nil {
		return missing(part, err)
	}
	return well(part, "%s %s is there", d.Model, d.Node)
}

// checkFolder tries to write where the device will have to.
func checkFolder(part, dir string) device.Health {
	at := dir
	for {
		if _, err := os.Stat(at); err == nil || at == filepath.Dir(at) {
			break
		}
		at = filepath.Dir(at)
	}
	f, err := os.CreateTemp(at, ".endcap-check-")
	if err != nil {
		return missing(part, fmt.Errorf("cannot write in %s; give the user that runs endcap the right to: %w", at, err))
	}
	f.Close()
	if err := os.Remove(f.Name()); err != nil {
		return missing(part, err)
	}
	return well(part, "%s can be written", dir)
}

func checkPort(ctx context.Context, part, addr string) device.Health {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	if err != nil {
		return missing(part, fmt.Errorf("cannot listen; end what holds the port, or take another in the configuration: %w", err))
	}
	_ = l.Close()
	return well(part, "http://%s/ is free", addr)
}

// checkBroker does not log in: that would end the connection of the device
// that runs.
func checkBroker(ctx context.Context, b configs.Broker, files cert.Files) device.Health {
	_, addr, _ := strings.Cut(string(b), "://")
	ctx, cancel := context.WithTimeout(ctx, brokerWait)
	defer cancel()
	dialer := (&net.Dialer{}).DialContext
	if b.Secure() {
		c, err := files.Client()
		if err != nil {
			return missing("broker "+string(b), err)
		}
		dialer = (&tls.Dialer{Config: c}).DialContext
	}
	c, err := dialer(ctx, "tcp", addr)
	if err != nil {
		return device.Health{Part: "broker " + string(b), State: device.Poor, Text: "does not answer; the device works on and keeps everything until it does: " + err.Error()}
	}
	_ = c.Close()
	return well("broker "+string(b), "answers")
}
