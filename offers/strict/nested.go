package strict

import (
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// nested reads an object or a list whose first delimiter was just read.
func (d *Document) nested(v reflect.Value, open json.Delim, at int64, path string, depth int) error {
	if v.Kind() == reflect.Pointer {
		v.Set(reflect.New(v.Type().Elem()))
		v = v.Elem()
	}
	_, isText := reflect.TypeAssert[encoding.TextUnmarshaler](v.Addr())
	switch {
	case open == '{' && v.Kind() == reflect.Struct && !isText:
		return d.object(v, path, depth)
	case open == '{' && v.Kind() == reflect.Map:
		return d.texts(v, path, depth)
	case open == '[' && v.Kind() == reflect.Slice && !isText:
		return d.list(v, path, depth)
	}
	d.fault(at, path, "it must be %s", kind(v.Type()))
	return skip(d.dec)
}

func (d *Document) object(v reflect.Value, path string, depth int) error {
	seen := make([]string, 0, 8)
	for d.dec.More() {
		at := d.next()
		t, err := d.dec.Token()
		if err != nil {
			return err
		}
		key, sub := t.(string), join(path, t.(string))
		if slices.Contains(seen, key) {
			d.fault(at, sub, "the key stands here twice")
		}
		seen = append(seen, key)
		field, least, ok := fieldOf(v, key)
		if !ok {
			d.unknown(v.Type(), key, at, sub)
			if err := skipValue(d.dec); err != nil {
				return err
			}
			if len(d.faults) >= maxRead {
				return errFaults
			}
			continue
		}
		at, told := d.next(), len(d.faults)
		if err := d.value(field, sub, depth); err != nil {
			return err
		}
		if n, err := strconv.ParseInt(least, 10, 64); err == nil && len(d.faults) == told && field.Int() < n {
			d.fault(at, sub, "it is %d; write %d or more, or leave it out", field.Int(), n)
		}
	}
	_, err := d.dec.Token()
	return err
}

func (d *Document) unknown(t reflect.Type, key string, at int64, path string) {
	if d.hint != nil {
		if text := d.hint(key); text != "" {
			d.fault(at, path, "%s", text)
			return
		}
	}
	d.fault(at, path, "unknown key; known here: %s", strings.Join(keysOf(t), ", "))
}

// texts reads an object into a map of strings.
func (d *Document) texts(v reflect.Value, path string, depth int) error {
	v.Set(reflect.MakeMap(v.Type()))
	for d.dec.More() {
		at := d.next()
		t, err := d.dec.Token()
		if err != nil {
			return err
		}
		key := reflect.ValueOf(t).Convert(v.Type().Key())
		if v.MapIndex(key).IsValid() {
			d.fault(at, join(path, t.(string)), "the key stands here twice")
		}
		one := reflect.New(v.Type().Elem()).Elem()
		if err := d.value(one, join(path, t.(string)), depth); err != nil {
			return err
		}
		v.SetMapIndex(key, one)
	}
	_, err := d.dec.Token()
	return err
}

func (d *Document) list(v reflect.Value, path string, depth int) error {
	v.Set(reflect.MakeSlice(v.Type(), 0, 4))
	for i := 0; d.dec.More(); i++ {
		one := reflect.New(v.Type().Elem()).Elem()
		if err := d.value(one, fmt.Sprintf("%s[%d]", path, i), depth); err != nil {
			return err
		}
		v.Set(reflect.Append(v, one))
	}
	_, err := d.dec.Token()
	return err
}

// locate finds the offset of every fault that has only a path.
func (d *Document) locate() {
	var open []*Fault
	for i := range d.faults {
		if f := &d.faults[i]; f.offset < 0 {
			open = append(open, f)
			f.offset = 0
		}
	}
	if len(open) == 0 || d.broken {
		return
	}
	dec := json.NewDecoder(strings.NewReader(string(d.text)))
	_ = d.walk(dec, open, "") // the text has been read once already: it is JSON
}

// inside reports whether a path is, or leads through, the one above.
func inside(path, above string) bool {
	rest, ok := strings.CutPrefix(path, above)
	return ok && (above == "" || rest == "" || rest[0] == '.' || rest[0] == '[')
}

// walk goes through the next value, which stands at path, as far as an open
// fault may lie within it.
func (d *Document) walk(dec *json.Decoder, open []*Fault, path string) error {
	var within []*Fault
	at := next(d.text, dec)
	for _, f := range open {
		if inside(f.Path, path) {
			f.offset = at
			within = append(within, f)
		}
	}
	if len(within) == 0 {
		return skipValue(dec)
	}
	t, err := dec.Token()
	if err != nil {
		return err
	}
	delim, ok := t.(json.Delim)
	if !ok {
		return nil
	}
	for i := 0; dec.More(); i++ {
		sub := fmt.Sprintf("%s[%d]", path, i)
		if delim == '{' {
			key, err := dec.Token()
			if err != nil {
				return err
			}
			sub = join(path, key.(string))
		}
		if err := d.walk(dec, within, sub); err != nil {
			return err
		}
	}
	_, err = dec.Token()
	return err
}
