package main

import (
	"encoding/json"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"endcap/internal/hq"
	"endcap/internal/hq/ledger"
	"endcap/internal/stage"
	"endcap/offers/stock"
)

// program is the folder of the two programs, built once for the stories that
// run them for real.
var program struct {
	sync.Once
	dir string
	err error
}

func TestMain(m *testing.M) {
	code := m.Run()
	os.RemoveAll(program.dir)
	os.Exit(code)
}

// built returns the path of a program, endcap or endcap-hq.
func built(t testing.TB, name string) string {
	t.Helper()
	program.Do(func() {
		if program.dir, program.err = os.MkdirTemp("", "endcap-programs-"); program.err != nil { //nolint:usetesting // it outlives the first test
			return
		}
		build := exec.Command("go", "build", "-o", program.dir, "endcap/cmd/endcap", "endcap/cmd/endcap-hq")
		build.Stderr = os.Stderr
		program.err = build.Run()
	})
	if program.err != nil {
		t.Fatal(program.err)
	}
	return filepath.Join(program.dir, name)
}

// headquarters runs in the test's process until the test ends.
func headquarters(t *testing.T) *hq.HQ {
	t.Helper()
	h, end, err := stage.Headquarters(t.TempDir(), tenant, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := end(); err != nil {
			t.Errorf("headquarters: %v", err)
		}
	})
	return h
}

func movement(t *testing.T, e ledger.Entry) stock.Movement {
	t.Helper()
	var m stock.Movement
	if err := json.Unmarshal(e.Data, &m); err != nil {
		t.Fatal(err)
	}
	return m
}
