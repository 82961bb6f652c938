package ledger

import (
	"errors"
	"os"
	"sync"
	"testing"

	"endcap/internal/disktest"
	"endcap/internal/hq/ledger/ledgertest"
)

// server is the PostgreSQL of all tests here, started when the first asks.
var server struct {
	sync.Once
	*ledgertest.Server
	err error
}

func TestMain(m *testing.M) {
	disktest.AsDisk()
	code := m.Run()
	if server.Server != nil {
		server.End()
	}
	os.Exit(code)
}

// postgres returns the server, or skips.
func postgres(t testing.TB) *ledgertest.Server {
	t.Helper()
	server.Do(func() { server.Server, server.err = ledgertest.New() })
	if errors.Is(server.err, ledgertest.ErrNone) {
		t.Skip(server.err)
	}
	if server.err != nil {
		t.Fatal(server.err)
	}
	return server.Server
}

// opener opens one ledger, the same at each call.
type opener func(t testing.TB) *Ledger

// each runs a test on every database there is, on an empty ledger.
func each(t *testing.T, test func(t *testing.T, open opener)) {
	t.Run("sqlite", func(t *testing.T) {
		dir := t.TempDir()
		test(t, func(t testing.TB) *Ledger { return openWith(t, Options{Dir: dir}) })
	})
	t.Run("postgres", func(t *testing.T) {
		address := postgres(t).Schema(t)
		test(t, func(t testing.TB) *Ledger { return openWith(t, Options{Database: address}) })
	})
}

func openTemp(t testing.TB) *Ledger {
	t.Helper()
	return openDir(t, t.TempDir())
}

func openDir(t testing.TB, dir string) *Ledger {
	t.Helper()
	return openWith(t, Options{Dir: dir})
}

func openWith(t testing.TB, o Options) *Ledger {
	t.Helper()
	l, err := Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}
