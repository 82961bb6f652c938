// Package ledgertest is a PostgreSQL server of a test's own: Debian's, with
// fsync, on a unix socket in a temporary folder.
package ledgertest

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// ErrNone is returned when there is no server to start.
var ErrNone = errors.New("PostgreSQL's server is not installed: tools/need.sh installs it")

const (
	nobody    = 65534 // who runs the server for root
	startWait = 30 * time.Second
	look      = 20 * time.Millisecond
	atOnce    = 32 // schemas, because each call of psql takes longer than all of them
)

// Server is a running server. It is of one goroutine.
type Server struct {
	dir, bin string
	user     *syscall.Credential // nil: who runs the test
	process  *exec.Cmd
	log      bytes.Buffer
	schemas  int
}

// Start returns a server that ends with the test. A test on a machine without
// one skips.
func Start(t testing.TB) *Server {
	t.Helper()
	s, err := New()
	if errors.Is(err, ErrNone) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.End)
	return s
}

// New returns a running server with no tables in it. The caller ends it.
func New() (*Server, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil || len(found) == 0 {
		return nil, ErrNone
	}
	s := &Server{bin: filepath.Dir(slices.Max(found))}
	if s.dir, err = os.MkdirTemp("", "pg"); err != nil { // short, because the path of a socket is
		return nil, err
	}
	if os.Geteuid() == 0 { // the server refuses to run as root
		s.user = &syscall.Credential{Uid: nobody, Gid: nobody}
		if err := os.Chown(s.dir, nobody, nobody); err != nil {
			return nil, err
		}
	}
	out, err := s.command("initdb", "-D", s.data(), "-U", "endcap", "--auth=trust", "--no-instructions", "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8").CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("initdb: %w: %s", err, out)
	}
	if err := s.Start(); err != nil {
		return nil, err
	}
	return s, nil
}

func (s *Server) data() string { return filepath.Join(s.dir, "data") }

// command is one of PostgreSQL's programs.
func (s *Server) command(name string, args ...string) *exec.Cmd {
	c := exec.Command(filepath.Join(s.bin, name), args...)
	c.Dir = s.dir
	c.Env = append(os.Environ(), "LC_ALL=C.UTF-8", "TZ=UTC")
	c.SysProcAttr = &syscall.SysProcAttr{Credential: s.user}
	return c
}

// Start starts the server again after Kill, and waits until it answers.
func (s *Server) Start() error {
	s.process = s.command("postgres", "-D", s.data(), "-k", s.dir, "-c", "listen_addresses=", "-c", "fsync=on", "-c", "recovery_init_sync_method=syncfs", "-c", "max_connections=60")
	s.process.Stdout, s.process.Stderr = &s.log, &s.log
	s.process.SysProcAttr.Pdeathsig = syscall.SIGQUIT // not outlive a test binary that was killed
	if err := s.process.Start(); err != nil {
		return err
	}
	tick, late := time.NewTicker(look), time.After(startWait)
	defer tick.Stop()
	for waiting := true; waiting; {
		if s.command("pg_isready", "-q", "-h", s.dir).Run() == nil {
			return nil
		}
		select {
		case <-tick.C:
		case <-late:
			waiting = false
		}
	}
	s.End()
	return fmt.Errorf("the server does not answer: %s", s.log.String())
}

// Kill ends every process of the server at once, as a power cut would.
func (s *Server) Kill() error {
	pid := s.process.Process.Pid
	children, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", pid, pid))
	if err := errors.Join(err, s.process.Process.Kill()); err != nil {
		return err
	}
	for child := range strings.FieldsSeq(string(children)) {
		if pid, err := strconv.Atoi(child); err == nil {
			_ = syscall.Kill(pid, syscall.SIGKILL) // it may have ended by itself
		}
	}
	_ = s.process.Wait() // killed, as it says
	return nil
}

// End ends the server and removes what it kept.
func (s *Server) End() {
	_ = s.process.Process.Signal(syscall.SIGINT) // PostgreSQL's fast shutdown
	_ = s.process.Wait()
	_ = os.RemoveAll(s.dir)
}

// Address is the server's, for a ledger in this schema.
func (s *Server) Address(schema string) string {
	return fmt.Sprintf("host=%s user=endcap dbname=postgres search_path=%s", s.dir, schema)
}

// Schema returns the address of an empty schema, which is as good as a
// database and made sooner.
func (s *Server) Schema(t testing.TB) string {
	t.Helper()
	if s.schemas%atOnce == 0 {
		var b strings.Builder
		for i := range atOnce {
			fmt.Fprintf(&b, "CREATE SCHEMA t%d;", s.schemas+i)
		}
		if out, err := s.command("psql", "-X", "-q", "-h", s.dir, "-U", "endcap", "-d", "postgres", "-c", b.String()).CombinedOutput(); err != nil {
			t.Fatalf("make schemas: %v: %s", err, out)
		}
	}
	s.schemas++
	return s.Address("t" + strconv.Itoa(s.schemas-1))
}
