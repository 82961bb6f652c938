package scannertest

import (
	"context"
	"testing"
	"time"

	"endcap/scanner"
)

// Start lets a source read until the test ends and returns what it emits, of
// which so many may wait to be taken. Read must return nil in the end.
func Start(t testing.TB, src scanner.Source, room int) <-chan scanner.Symbol {
	t.Helper()
	out, done := make(chan scanner.Symbol, room), make(chan error, 1)
	// A benchmark's own context ends only after what it cleans up.
	ctx, stop := context.WithCancel(context.Background())
	go func() {
		done <- src.Read(ctx, func(sym scanner.Symbol) {
			select {
			case out <- sym:
			case <-ctx.Done():
			}
		})
	}()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return out
}

// Next returns what a source emits next.
func Next(t testing.TB, out <-chan scanner.Symbol) scanner.Symbol {
	t.Helper()
	select {
	case sym := <-out:
		return sym
	case <-time.After(patience):
		t.Fatalf("nothing was read in %v", patience)
		return scanner.Symbol{}
	}
}

// Until waits for what becomes true soon.
func Until(t testing.TB, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !is(); <-time.After(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%s: not in %v", what, patience)
		}
	}
}
