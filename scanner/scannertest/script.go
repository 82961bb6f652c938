// Package scannertest holds a source of symbols that a test plays, and the
// conformance test that every source passes.
package scannertest

import (
	"context"
	"time"

	"endcap/scanner"
)

// scriptRoom is how many symbols may wait in a Script.
const scriptRoom = 64

// Script is a scanner.Source that reads what a test shows it.
type Script struct {
	name  string
	queue chan scanner.Symbol
}

// NewScript returns a source called name.
func NewScript(name string) *Script {
	return &Script{name, make(chan scanner.Symbol, scriptRoom)}
}

// Show lets the source read sym next. It blocks while 64 symbols wait.
func (s *Script) Show(sym scanner.Symbol) { s.queue <- sym }

// String returns the name of the source.
func (s *Script) String() string { return s.name }

// Read emits what is shown until ctx ends, with Source, and At where it is
// zero.
func (s *Script) Read(ctx context.Context, emit func(scanner.Symbol)) error {
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
		case sym := <-s.queue:
			sym.Source = s.name
			if sym.At.IsZero() {
				sym.At = time.Now()
			}
			emit(sym)
		}
	}
	return nil
}
