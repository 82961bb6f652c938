package configs

import (
	"encoding"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"endcap/scanner/plug"
)

// Load reads the file of one device. The error is FileErrors when the file could
// be read but not all of it is right.
func Load(file string) (Config, error) {
	c := Config{}
	setDefaults(reflect.ValueOf(&c).Elem())
	b, err := load(file)
	if err != nil {
		return Config{}, err
	}
	d := newDecoder(file)
	d.decode(b, &c)
	d.check(&c)
	if len(d.faults) > 0 {
		return Config{}, d.faults.sorted()
	}
	return c, nil
}

// setDefaults fills what the tags say. A default of a group with one key is
// the default of that key.
func setDefaults(v reflect.Value) {
	for i := range v.NumField() {
		text := v.Type().Field(i).Tag.Get("default")
		f := v.Field(i)
		if f.Kind() == reflect.Struct {
			if _, ok := reflect.TypeAssert[encoding.TextUnmarshaler](f.Addr()); !ok {
				setDefaults(f)
				if text != "" {
					f = f.Field(0)
				}
			}
		}
		if text == "" {
			continue
		}
		to, ok := reflect.TypeAssert[encoding.TextUnmarshaler](f.Addr())
		if !ok {
			f.SetString(text)
		} else if err := to.UnmarshalText([]byte(text)); err != nil {
			panic(fmt.Sprintf("configs: default %q: %v", text, err))
		}
	}
}

// check looks at what single values cannot show: lists that must not be
// empty, names used twice, files that must be there, keys of the other role.
func (d *decoder) check(c *Config) {
	for i := range c.Labels {
		setMissing(reflect.ValueOf(&c.Labels[i]).Elem())
	}
	for i := range c.Scanners {
		d.scanner(fmt.Sprintf("scanners[%d]", i), &c.Scanners[i])
	}
	c.Data = Folder(d.inside(string(c.Data)))
	c.Dictionary = File(d.inside(string(c.Dictionary)))
	c.Sync.Key = KeyFile(d.inside(string(c.Sync.Key)))
	if len(c.Sync.Brokers) > 0 {
		d.key(c.Sync.Key)
	}
	d.tls(c)
	if _, given := d.at["labels"]; given && c.Role == Cart {
		d.say("labels", "a cart has no labels; remove the key, or write role: shelf")
	}
	if c.Role == Shelf && len(c.Labels) == 0 {
		d.say("role", "a shelf needs at least one entry under labels")
	}
	d.unique("scanners", "name", len(c.Scanners), func(i int) string { return string(c.Scanners[i].Name) })
	d.unique("labels", "id", len(c.Labels), func(i int) string { return string(c.Labels[i].ID) })
	if c.Screen.Listen == c.Diag.Listen && c.Screen.Listen[len(c.Screen.Listen)-2:] != ":0" {
		d.say("diag.listen", "the same address as screen.listen; take another port")
	}
	if c.Board == Host {
		for i, l := range c.Labels {
			if l.Panel.SPI == "" {
				d.say(fmt.Sprintf("labels[%d]", i), "board: host needs panel: {spi, busy, reset, dc} for this label, or write board: sim")
			}
		}
	}
}

// scanner completes one and looks at what its kind needs.
func (d *decoder) scanner(key string, s *Scanner) {
	if s.Every != 0 && s.Folder == "" {
		d.say(key+".every", "goes with folder only; remove the key")
	}
	setMissing(reflect.ValueOf(s).Elem())
	s.Folder = Folder(d.inside(string(s.Folder)))
	if w := s.Wedge; w != nil {
		if w.USB == (plug.ID{}) && w.Port == "" && w.Model == "" {
			d.say(key+".wedge", "add usb, port or model, so that no keyboard of a person is taken for the scanner; endcap detect shows them")
		}
		if t := w.Terminator; t == "lf" || t == "crlf" || t == "etx" {
			d.say(key+".wedge.terminator", "%s is no key; write any, cr, tab or idle", t)
		}
	}
}

// setMissing fills the defaults of a list's entry where the file gave nothing.
func setMissing(v reflect.Value) {
	fresh := reflect.New(v.Type()).Elem()
	setDefaults(fresh)
	for i := range v.NumField() {
		if v.Field(i).IsZero() {
			v.Field(i).Set(fresh.Field(i))
		}
	}
}

func (d *decoder) key(k KeyFile) {
	if k == "" {
		d.say("sync.brokers", "price books must be signed: add sync.key, the path of headquarters' book.pub")
		return
	}
	if _, err := k.Read(); err != nil {
		d.say("sync.key", "%s", err)
	}
}

// tls looks at what proves who the device is. That a certificate has expired
// is no fault of the file: the device works on alone, and says so.
func (d *decoder) tls(c *Config) {
	t := &c.Sync.TLS
	for _, f := range []*File{&t.CA, &t.Cert, &t.Key} {
		*f = File(d.inside(string(*f)))
	}
	secure := slices.ContainsFunc(c.Sync.Brokers, Broker.Secure)
	if !secure && *t != (TLS{}) {
		d.say("sync.tls", "no broker here speaks TLS; write its address as mqtts://host:port, or remove the key")
		return
	}
	if !secure {
		return
	}
	for _, f := range []struct {
		key, what string
		file      File
		read      func() error
	}{
		{"ca", "the PEM file of the authority whose certificate the broker has", t.CA, func() error { _, err := t.Files().Trust(); return err }},
		{"cert", "the PEM file of this device's certificate", t.Cert, func() error { _, err := t.Files().Leaf(); return err }},
		{"key", "the PEM file of the key of this device's certificate", t.Key, func() error {
			if _, err := t.Files().Leaf(); err != nil {
				return nil //nolint:nilerr // said already, of the certificate
			}
			_, err := t.Files().Pair()
			return err
		}},
	} {
		if f.file == "" {
			d.say("sync.tls", "mqtts needs %s: add sync.tls.%s", f.what, f.key)
		} else if err := f.read(); err != nil {
			d.say("sync.tls."+f.key, "write here the path of %s: %s", f.what, err)
		}
	}
}

func (d *decoder) unique(list, field string, n int, name func(int) string) {
	for i := range n {
		for j := range i {
			if name(i) == name(j) && name(i) != "" {
				d.say(fmt.Sprintf("%s[%d].%s", list, i, field), "%q stands twice in %s; give each its own", name(i), list)
			}
		}
	}
}

// say adds a fault at the place of a key, or at the nearest group above it.
func (d *decoder) say(key, format string, args ...any) {
	f := Fault{File: d.file, Key: key, Text: fmt.Sprintf(format, args...)}
	for at := key; at != "" && f.Line == 0; at = at[:max(0, strings.LastIndexByte(at, '.'))] {
		f.Line, f.Column = d.at[at].Line, d.at[at].Column
	}
	d.faults = append(d.faults, f)
}
