// Package strict reads JSON documents that people write: every fault at once,
// each with its line, its column and what would be right.
package strict

import (
	"bytes"
	"cmp"
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Limits of a document.
const (
	MaxDepth  = 32 // objects and lists within each other
	MaxFaults = 50 // told at once; the rest is counted

	maxRead = 10_000 // faults after which a document is read no further
)

var errFaults = errors.New("there are too many faults to read on")

// Fault is one thing wrong in a document. Line and Column count from 1 and
// are 0 where there is no text to point to; Column counts bytes.
type Fault struct {
	Line   int    `json:"line,omitempty"`
	Column int    `json:"column,omitempty"`
	Path   string `json:"path,omitempty"` // such as offers[3].rewards[0].percent
	Text   string `json:"text"`
	offset int64
}

// Faults is the error of a document: all its faults in the order of the text.
type Faults []Fault //nolint:errname // it is read as what it holds: strict.Faults

// Error writes one fault a line: "12:8: offers[3].id: what is wrong".
func (f Faults) Error() string {
	var b strings.Builder
	for i, x := range f {
		if i > 0 {
			b.WriteByte('\n')
		}
		if i == MaxFaults {
			fmt.Fprintf(&b, "and %d more", len(f)-i)
			break
		}
		if x.Line > 0 {
			fmt.Fprintf(&b, "%d:%d: ", x.Line, x.Column)
		}
		if x.Path != "" {
			b.WriteString(x.Path + ": ")
		}
		b.WriteString(x.Text)
	}
	return b.String()
}

// Document is a text and the faults found in it so far.
type Document struct {
	text   []byte
	broken bool // the text was not read to its end: no path can be looked up
	faults Faults
	found  int // of those, by Decode
	hint   func(key string) string
	dec    *json.Decoder
}

// Decode reads b into v, a pointer to a struct in encoding/json's notation of
// strings, whole numbers, booleans, lists, maps of strings, structs, pointers
// to structs and to whole numbers, and types that read a text. The tag
// `least:"1"` refuses a whole number below it. An unknown or
// repeated key and a value of another kind are faults. Where hint knows an
// unknown key it returns what to say of it; it may be nil.
func Decode(b []byte, v any, hint func(key string) string) *Document {
	d := &Document{text: b, hint: hint, dec: json.NewDecoder(bytes.NewReader(b))}
	d.dec.UseNumber()
	if err := d.value(reflect.ValueOf(v).Elem(), "", 0); errors.Is(err, errFaults) {
		d.broken = true
		d.fault(d.next(), "", "%v; mend those before it", err)
	} else if err != nil {
		d.syntax(err)
	} else if _, err := d.dec.Token(); !errors.Is(err, io.EOF) {
		d.fault(d.next(), "", "there is more text after the end; a file holds one object")
	}
	d.found = len(d.faults)
	return d
}

// Broken reports whether the text is not JSON, or full of faults, so that there
// is no use in looking at what was read of it.
func (d *Document) Broken() bool { return d.broken }

// Fault adds a fault at a path such as offers[3].name; if nothing stands
// there, the fault points to what should hold it. Where Decode found a fault
// at that path, above it or below it, the new one may be no more than its
// consequence and is left out.
func (d *Document) Fault(path, format string, args ...any) {
	for _, f := range d.faults[:d.found] {
		if path != "" && f.Path != "" && (inside(f.Path, path) || inside(path, f.Path)) {
			return
		}
	}
	d.fault(-1, path, format, args...)
}

// Paths yields the path of every fault, in the order they were found.
func (d *Document) Paths() iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, f := range d.faults {
			if !yield(f.Path) {
				return
			}
		}
	}
}

// Locate gives faults that have a path their line and column in b, a JSON
// document, and puts them in the order of the text.
func Locate(b []byte, faults Faults) Faults {
	d := Document{text: b}
	for _, f := range faults {
		d.fault(-1, f.Path, "%s", f.Text)
	}
	_ = d.Err()
	return d.faults
}

// Err returns all faults in the order of the text, or nil.
func (d *Document) Err() error {
	if len(d.faults) == 0 {
		return nil
	}
	d.locate()
	slices.SortStableFunc(d.faults, func(a, b Fault) int { return cmp.Compare(a.offset, b.offset) })
	for i := range d.faults {
		f := &d.faults[i]
		before := d.text[:min(max(f.offset, 0), int64(len(d.text)))]
		f.Line = 1 + bytes.Count(before, []byte("\n"))
		f.Column = len(before) - bytes.LastIndexByte(before, '\n')
	}
	return d.faults
}

func (d *Document) fault(offset int64, path, format string, args ...any) {
	d.faults = append(d.faults, Fault{Path: path, Text: fmt.Sprintf(format, args...), offset: offset})
}

// syntax tells where the text stops being JSON. The token reader is not exact
// about that, the validator is.
func (d *Document) syntax(err error) {
	d.broken = true
	at := d.dec.InputOffset()
	var raw json.RawMessage
	if s, ok := errors.AsType[*json.SyntaxError](json.Unmarshal(d.text, &raw)); ok {
		err, at = s, s.Offset-1
		if strings.HasPrefix(s.Error(), "unexpected end") {
			at = int64(len(d.text))
		}
	}
	d.fault(at, "", "not JSON from here on: %v", err)
}

// next is where the token to come begins.
func (d *Document) next() int64 { return next(d.text, d.dec) }

func next(text []byte, dec *json.Decoder) int64 {
	at := dec.InputOffset()
	for at < int64(len(text)) && strings.IndexByte(" \t\r\n,:", text[at]) >= 0 {
		at++
	}
	return at
}

// value reads the next value into v. Only a text that is broken or full of
// faults is an error.
func (d *Document) value(v reflect.Value, path string, depth int) error {
	if len(d.faults) >= maxRead {
		return errFaults
	}
	at := d.next()
	t, err := d.dec.Token()
	if err != nil {
		return err
	}
	if delim, ok := t.(json.Delim); ok {
		if depth >= MaxDepth {
			return fmt.Errorf("more than %d levels", MaxDepth)
		}
		return d.nested(v, delim, at, path, depth+1)
	}
	if t == nil {
		d.fault(at, path, "it is null; leave the key out instead")
		return nil
	}
	d.scalar(v, t, at, path)
	return nil
}

// explain says why a text cannot be read, in words of its own where those of
// the standard library are for programmers.
func explain(err error, text string) string {
	if _, ok := errors.AsType[*time.ParseError](err); ok {
		return fmt.Sprintf("%q is no moment; write it with its zone, like 2026-03-01T00:00:00Z or 2026-03-01T00:00:00+01:00", text)
	}
	return err.Error()
}

func (d *Document) scalar(v reflect.Value, t json.Token, at int64, path string) {
	if v.Kind() == reflect.Pointer && t != nil && v.Type().Elem().Kind() != reflect.Struct {
		v.Set(reflect.New(v.Type().Elem()))
		v = v.Elem()
	}
	text, isText := t.(string)
	if u, ok := reflect.TypeAssert[encoding.TextUnmarshaler](v.Addr()); ok {
		if !isText {
			d.fault(at, path, "it must be a text in quotation marks")
		} else if err := u.UnmarshalText([]byte(text)); err != nil {
			d.fault(at, path, "%s", explain(err, text))
		}
		return
	}
	number, isNumber := t.(json.Number)
	switch k := v.Kind(); {
	case k == reflect.String && isText:
		v.SetString(text)
	case k == reflect.Bool && !isText && !isNumber:
		v.SetBool(t.(bool))
	case v.CanInt() && isNumber:
		n, err := strconv.ParseInt(number.String(), 10, 64)
		if err != nil || v.OverflowInt(n) {
			d.fault(at, path, "%s must be a whole number that fits; money is in minor units, percentages are texts", number)
			return
		}
		v.SetInt(n)
	default:
		d.fault(at, path, "it must be %s", kind(v.Type()))
	}
}
