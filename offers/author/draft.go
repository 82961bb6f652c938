package author

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"endcap/offers"
	"endcap/offers/strict"
)

// Draft is an offer file as far as it can be read.
type Draft struct {
	offers.Draft
	Name   string        // of the file
	Faults strict.Faults // all of them, in the order of the text
	json   []byte
	places []place // of each line of json in the YAML; nil: it was JSON
}

// place is where something stands. Columns count bytes, from 1.
type place struct{ line, column int }

// Read reads an offer file whole or not at all: YAML, or JSON where the name
// ends in .json or the text begins with a brace and the name does not end in
// .yaml or .yml. The error is strict.Faults.
func Read(name string, b []byte) (offers.File, error) {
	d := ReadDraft(name, b)
	if len(d.Faults) > 0 {
		return offers.File{}, d.Faults
	}
	return d.File, nil
}

// ReadDraft reads what Read reads, as far as it can be read.
func ReadDraft(name string, b []byte) Draft {
	d := Draft{Name: name}
	b = bytes.TrimPrefix(b, []byte("\ufeff"))
	if !isYAML(name, b) {
		d.json = b
		if len(b) <= offers.MaxFile && !json.Valid(b) {
			d.json, d.Faults = mend(b)
		}
		torn := d.Faults
		if len(b) <= offers.MaxFile {
			d.Faults = append(notUTF8(b), torn...)
		}
		d.parse(torn)
		return d
	}
	if len(b) > maxYAML {
		d.Faults = strict.Faults{{Text: fmt.Sprintf("the file has %d bytes; at most %d of YAML are read: split it, or write JSON", len(b), maxYAML)}}
		return d
	}
	if d.Faults = notUTF8(b); len(d.Faults) > 0 {
		return d
	}
	y := toJSON(b)
	d.json, d.places, d.Faults = y.json.Bytes(), y.places, y.faults
	if !y.broken {
		d.parse(y.faults)
	}
	return d
}

// parse judges the JSON. What lies at, above or below a place where something
// was found before may be no more than its consequence and is left out.
func (d *Draft) parse(before strict.Faults) {
	var err error
	d.Draft, err = offers.ParseDraft(d.json)
	var faults strict.Faults
	if err != nil && !errors.As(err, &faults) {
		faults = strict.Faults{{Text: err.Error()}}
	}
	for _, f := range faults {
		if !follows(f.Path, before) {
			d.Faults = append(d.Faults, d.at(f))
		}
	}
	sortFaults(d.Faults)
}

func follows(path string, from strict.Faults) bool {
	for _, f := range from {
		if f.Path != "" && path != "" && (within(path, f.Path) || within(f.Path, path)) {
			return true
		}
	}
	return false
}

// within reports whether a path is, or leads through, the one above.
func within(path, above string) bool {
	rest, ok := strings.CutPrefix(path, above)
	return ok && (rest == "" || rest[0] == '.' || rest[0] == '[')
}

// at returns a fault of the JSON where it stands in the file.
func (d *Draft) at(f strict.Fault) strict.Fault {
	if d.places != nil && f.Line > 0 {
		p := d.places[min(f.Line, len(d.places))-1]
		f.Line, f.Column = p.line, p.column
	}
	return f
}

// Locate gives faults that have a path their place in the file, and puts them in
// the order of the text.
func (d *Draft) Locate(faults strict.Faults) strict.Faults {
	out := strict.Locate(d.json, faults)
	for i := range out {
		out[i] = d.at(out[i])
	}
	sortFaults(out)
	return out
}

func isYAML(name string, b []byte) bool {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".yaml", ".yml":
		return true
	case ".json":
		return false
	}
	b = bytes.TrimLeft(b, " \t\r\n")
	return len(b) == 0 || b[0] != '{'
}

// notUTF8 tells the first place of each line that is not UTF-8.
func notUTF8(b []byte) (faults strict.Faults) {
	if utf8.Valid(b) {
		return nil
	}
	line := 0
	for text := range bytes.Lines(b) {
		line++
		if utf8.Valid(text) || len(faults) == maxSyntax {
			continue
		}
		column := 0
		for r, n := utf8.DecodeRune(text); r != utf8.RuneError || n > 1; r, n = utf8.DecodeRune(text[column:]) {
			column += n
		}
		faults = append(faults, strict.Fault{Line: line, Column: column + 1, Text: "this is not UTF-8; save the file as UTF-8"})
	}
	return faults
}
