package store

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
)

// TestStore_WithoutFileDescriptorsSaysSoAndAnOpenOneGoesOn runs in a process
// of its own, because the limit is the process's.
func TestStore_WithoutFileDescriptorsSaysSoAndAnOpenOneGoesOn(t *testing.T) {
	const few = "ENDCAP_TEST_FEW_FILES"
	dir := os.Getenv(few)
	if dir == "" {
		t.Parallel()
		child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$")
		child.Env = append(os.Environ(), few+"="+t.TempDir())
		said, err := child.CombinedOutput()
		if errors.Is(err, syscall.ENOEXEC) {
			t.Skip("the test runs under emulation, and the kernel cannot start a second process of it")
		}
		if err != nil {
			t.Errorf("%v:\n%s", err, said)
		}
		return
	}
	if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &syscall.Rlimit{Cur: 40, Max: 40}); err != nil {
		t.Fatal(err)
	}
	w := newLedger(filepath.Join(dir, "store"))
	s := opened(t, w.dir, Options{})
	var taken []*os.File
	for {
		f, err := os.Open(os.DevNull)
		if err != nil {
			break
		}
		taken = append(taken, f)
	}
	if err := w.keepUntil(t, s, "meanwhile", 20); err != nil {
		t.Errorf("an open store without descriptors: %v", err)
	}
	if other, err := Open(filepath.Join(dir, "other"), Options{}); !errors.Is(err, syscall.EMFILE) {
		t.Errorf("opening: %v, want EMFILE", err)
		if err == nil {
			closed(t, other)
		}
	}
	for _, f := range taken {
		f.Close()
	}
	closed(t, s)
	w.wantAll(t)
	closed(t, opened(t, filepath.Join(dir, "other"), Options{}))
}
