package ledger

import (
	"testing"
)

// opener opens one ledger, the same at each call.
type opener func(t testing.TB) *Ledger

// each runs a test on every database there is, on an empty ledger.
func each(t *testing.T, test func(t *testing.T, open opener)) {
	t.Run("sqlite", func(t *testing.T) {
		dir := t.TempDir()
		test(t, func(t testing.TB) *Ledger { return openDir(t, dir) })
	})
}

func openTemp(t testing.TB) *Ledger {
	t.Helper()
	return openDir(t, t.TempDir())
}

func openDir(t testing.TB, dir string) *Ledger {
	t.Helper()
	l, err := Open(t.Context(), Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}
