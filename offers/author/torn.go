package author

import (
	"bytes"
	"errors"
	"fmt"
	"slices"

	"endcap/offers"
	"endcap/offers/strict"
)

// mend takes out of JSON that is none the offers that have a syntax fault, so
// that the others can be read. It finds them by their first lines, which begin
// with a brace below each other. No other line moves.
func mend(b []byte) ([]byte, strict.Faults) {
	lines := bytes.SplitAfter(b, []byte("\n"))
	entries := objects(lines)
	var faults strict.Faults
	for i, e := range entries {
		f, ok := tornIn(bytes.Join(lines[e.from:e.to], nil), i+1 == len(entries))
		if !ok || len(faults) == maxSyntax {
			continue
		}
		f.Line += e.from
		f.Path = fmt.Sprintf("offers[%d]", i)
		faults = append(faults, f)
		in := "{}"
		if i+1 < len(entries) {
			in = "{},"
		}
		for j := e.from; j < e.to; j++ {
			end := lines[j][len(bytes.TrimRight(lines[j], "\n")):]
			lines[j] = append([]byte(in), end...)
			in = ""
		}
	}
	return bytes.Join(lines, nil), faults
}

// objects finds the lines of each offer.
func objects(lines [][]byte) (list []entry) {
	indent := -1
	for i, line := range lines {
		text := bytes.TrimLeft(line, " \t")
		at := len(line) - len(text)
		switch {
		case indent == -1 && bytes.Contains(line, []byte(`"offers"`)):
			indent = -2
		case indent == -2 && bytes.HasPrefix(text, []byte("{")):
			indent = at
			list = append(list, entry{i, 0})
		case indent >= 0 && at == indent && bytes.HasPrefix(text, []byte("{")):
			list[len(list)-1].to = i
			list = append(list, entry{i, 0})
		}
	}
	if n := len(list); n > 0 {
		list[n-1].to = len(lines)
		for i := list[n-1].from + 1; i < len(lines); i++ {
			if text := bytes.TrimLeft(lines[i], " \t"); len(lines[i])-len(text) < indent && bytes.HasPrefix(text, []byte("]")) {
				list[n-1].to = i
				break
			}
		}
	}
	return list
}

// tornIn returns the syntax fault in the text of one offer and the comma behind
// it, if there is one.
func tornIn(text []byte, last bool) (strict.Fault, bool) {
	one := bytes.TrimRight(text, " \t\r\n")
	bare := bytes.TrimSuffix(one, []byte(","))
	comma := len(bare) < len(one)
	d := strict.Decode(bare, new(offers.Offer), nil)
	if faults, ok := errors.AsType[strict.Faults](d.Err()); ok { // of the whole text: not JSON, or more than one value
		if i := slices.IndexFunc(faults, func(f strict.Fault) bool { return f.Path == "" }); i >= 0 {
			return faults[i], true
		}
	}
	switch {
	case last && comma:
		return faultAt(text, len(bare), "a comma behind the last offer; take it out"), true
	case !last && !comma:
		return faultAt(text, len(one), "a comma is missing behind this offer"), true
	}
	return strict.Fault{}, false
}

func faultAt(text []byte, at int, say string) strict.Fault {
	before := text[:at]
	return strict.Fault{Line: 1 + bytes.Count(before, []byte("\n")), Column: len(before) - bytes.LastIndexByte(before, '\n'), Text: say}
}
