package mqtttest

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Mosquitto is Debian's broker in a process of its own, to be killed and held.
// It ends with the test.
type Mosquitto struct {
	Addr string // host:port

	t    testing.TB
	conf string
	cmd  *exec.Cmd
}

// NewMosquitto starts Mosquitto with a configuration in which PORT stands for
// a free port; "" is one that admits everybody and remembers nothing. It skips
// the test where Mosquitto is not installed.
func NewMosquitto(t testing.TB, conf string) *Mosquitto {
	t.Helper()
	const program = "/usr/sbin/mosquitto"
	if _, err := os.Stat(program); err != nil {
		t.Skipf("no %s here: apt-get install mosquitto to hold us against a second broker", program)
	}
	if conf == "" {
		conf = "listener PORT 127.0.0.1\nallow_anonymous true\npersistence false\n"
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	m := &Mosquitto{Addr: l.Addr().String(), t: t, conf: filepath.Join(t.TempDir(), "mosquitto.conf"), cmd: exec.Command(program)}
	_ = l.Close()
	_, port, _ := net.SplitHostPort(m.Addr)
	if err := os.WriteFile(m.conf, []byte("user root\n"+strings.ReplaceAll(conf, "PORT", port)), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(m.Kill)
	m.Start()
	return m
}

// Start starts it again after Kill, at the same address.
func (m *Mosquitto) Start() {
	m.t.Helper()
	m.cmd = exec.Command(m.cmd.Path, "-c", m.conf)
	var said strings.Builder
	m.cmd.Stderr = &said
	if err := m.cmd.Start(); err != nil {
		m.t.Fatal(err)
	}
	for range 100 {
		if c, err := net.Dial("tcp", m.Addr); err == nil {
			_ = c.Close()
			return
		}
		time.Sleep(50 * time.Millisecond) //nolint:forbidigo // this is a test
	}
	m.Kill()
	m.t.Fatal("mosquitto does not listen: ", said.String())
}

// Kill ends it with SIGKILL.
func (m *Mosquitto) Kill() {
	if m.cmd.Process != nil {
		_ = m.cmd.Process.Kill()
		_ = m.cmd.Wait()
	}
}

// Hold lets it stand still, as on a machine that has too much to do.
func (m *Mosquitto) Hold() { _ = m.cmd.Process.Signal(syscall.SIGSTOP) }

// Mend lets it go on.
func (m *Mosquitto) Mend() { _ = m.cmd.Process.Signal(syscall.SIGCONT) }
