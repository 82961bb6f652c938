package author

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"endcap/offers/strict"
)

// Level is how grave a finding is.
type Level string

// Levels.
const (
	Fault   Level = "fault"   // the file is refused
	Warning Level = "warning" // an offer does what nobody can want
	Note    Level = "note"    // what is good to know
)

// Finding is one thing to know of an offer file. Line and Column count from 1,
// columns in bytes; they are 0 where it is about the file as a whole.
type Finding struct {
	File   string `json:"file"`
	Line   int    `json:"line,omitempty"`
	Column int    `json:"column,omitempty"`
	Level  Level  `json:"level"`
	Path   string `json:"path,omitempty"` // such as offers[3].rewards[0].percent
	Text   string `json:"text"`
}

// String writes "tea.yaml:12:8: offers[3].id: what is wrong"; a warning and a
// note say that they are one.
func (f *Finding) String() string {
	var b strings.Builder
	b.WriteString(f.File)
	if f.Line > 0 {
		fmt.Fprintf(&b, ":%d:%d", f.Line, f.Column)
	}
	b.WriteString(": ")
	if f.Path != "" {
		b.WriteString(f.Path + ": ")
	}
	if f.Level != Fault {
		b.WriteString(string(f.Level) + ": ")
	}
	return b.String() + f.Text
}

// findings collects what is found beside the faults.
type findings struct {
	list  []*Finding
	told  map[string]int // of each kind
	draft *Draft
}

// say adds a finding. kind is what is bounded: of each so many are told.
func (f *findings) say(level Level, kind, path, format string, args ...any) {
	if f.told[kind]++; f.told[kind] <= maxFindings {
		f.list = append(f.list, &Finding{File: f.draft.Name, Level: level, Path: path, Text: fmt.Sprintf(format, args...)})
	}
}

// all returns the faults and the findings in the order of the text.
func (f *findings) all() []*Finding {
	var out []*Finding
	for _, x := range f.draft.Faults {
		out = append(out, &Finding{f.draft.Name, x.Line, x.Column, Fault, x.Path, x.Text})
	}
	for i, x := range f.located() {
		f.list[i].Line, f.list[i].Column = x.Line, x.Column
	}
	out = append(out, f.list...)
	slices.SortStableFunc(out, func(a, b *Finding) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return append(out, f.untold()...)
}

// located returns where each finding of the list stands.
func (f *findings) located() []strict.Fault {
	at := make(strict.Faults, len(f.list))
	for i, x := range f.list {
		at[i] = strict.Fault{Path: x.Path, Text: fmt.Sprint(i)}
	}
	found := make([]strict.Fault, len(at))
	for _, x := range strict.Locate(f.draft.json, at) {
		var i int
		if _, err := fmt.Sscan(x.Text, &i); err == nil && x.Path != "" {
			found[i] = f.draft.at(x)
		}
	}
	return found
}

// untold says of which kinds there was more.
func (f *findings) untold() (out []*Finding) {
	for _, kind := range [...]string{
		kindExample, kindNever, kindSense, kindGoods, kindNothing, kindDominated, kindOverlap, kindCost, kindFloor, kindSales,
	} {
		if n := f.told[kind] - maxFindings; n > 0 {
			out = append(out, &Finding{File: f.draft.Name, Level: Note, Text: fmt.Sprintf("%d more like these: %s", n, kind)})
		}
	}
	return out
}

// Kinds of findings.
const (
	kindExample   = "no example"
	kindNever     = "never given"
	kindSense     = "makes no sense"
	kindGoods     = "means no product"
	kindNothing   = "saves nothing"
	kindDominated = "another gives as much"
	kindOverlap   = "competes with another"
	kindCost      = "below cost"
	kindFloor     = "held by a floor"
	kindSales     = "on past sales"
)
