package mqtttest_test

import (
	"bufio"
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"endcap/sync/broker"
	"endcap/sync/mqtttest"
)

func TestBroker_TheFake(t *testing.T) {
	addr := mqtttest.Start(t)
	mqtttest.TestBroker(t, func(*testing.T) string { return addr })
}

func TestBroker_TheEmbedded(t *testing.T) {
	b, err := broker.Start(broker.Options{Dir: t.TempDir(), Listen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	mqtttest.TestBroker(t, func(*testing.T) string { return b.Addr() })
}

func TestBroker_Mosquitto(t *testing.T) {
	addr := mosquitto(t)
	mqtttest.TestBroker(t, func(*testing.T) string { return addr })
}

// mosquitto starts Debian's broker on a free port and stops it by its pid.
func mosquitto(t *testing.T) string {
	t.Helper()
	const program = "/usr/sbin/mosquitto"
	if _, err := os.Stat(program); err != nil {
		t.Skipf("no %s here: apt-get install mosquitto to hold us against a second broker", program)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := l.Addr().(*net.TCPAddr).Port
	l.Close()
	conf := filepath.Join(t.TempDir(), "mosquitto.conf")
	text := fmt.Sprintf("listener %d 127.0.0.1\nallow_anonymous true\npersistence false\n", port)
	if err := os.WriteFile(conf, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "-c", conf)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	addr := fmt.Sprintf("127.0.0.1:%d", port)
	for range 100 {
		if c, err := net.Dial("tcp", addr); err == nil {
			c.Close()
			return addr
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("mosquitto does not listen")
	return ""
}

func FuzzReadPacket(f *testing.F) {
	f.Add(mqtttest.Packet{Type: mqtttest.PUBLISH, Body: []byte("\x00\x01ax")}.Bytes())
	f.Add([]byte{0x30, 0xff, 0xff, 0xff, 0xff, 0x7f})
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := mqtttest.ReadPacket(bufio.NewReader(bytes.NewReader(b)))
		if err != nil {
			return
		}
		again, err := mqtttest.ReadPacket(bufio.NewReader(bytes.NewReader(p.Bytes())))
		if d := cmp.Diff(again, p); d != "" || err != nil {
			t.Errorf("%v\n%s", err, d)
		}
	})
}
