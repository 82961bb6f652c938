package configs

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Fault is one thing that is wrong in a file, where it stands, and what would
// be right.
type Fault struct {
	File   string `json:"file"`
	Line   int    `json:"line"`   // 1 is the first; 0: the file as a whole
	Column int    `json:"column"` // 1 is the first character
	Key    string `json:"key,omitempty"`
	Text   string `json:"text"`
}

// String writes "cart.yaml:3:9: sync.retry: ...".
func (f Fault) String() string {
	at := f.File
	if f.Line > 0 {
		at += fmt.Sprintf(":%d:%d", f.Line, f.Column)
	}
	if f.Key != "" {
		at += ": " + f.Key
	}
	return at + ": " + f.Text
}

// FileErrors are all faults of one file, in the order of its lines.
type FileErrors []Fault

// Error writes one fault a line.
func (f FileErrors) Error() string {
	lines := make([]string, len(f))
	for i := range f {
		lines[i] = f[i].String()
	}
	return strings.Join(lines, "\n")
}

func (f FileErrors) sorted() FileErrors {
	slices.SortStableFunc(f, func(a, b Fault) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	if len(f) > maxFaults {
		f = append(f[:maxFaults:maxFaults], Fault{File: f[0].File, Text: fmt.Sprintf("and %d more", len(f)-maxFaults)})
	}
	return f
}
