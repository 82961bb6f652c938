package mqtt_test

import (
	"crypto/x509"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"endcap/sync/cert"
	"endcap/sync/mqtt"
	"endcap/sync/mqtttest"
	"endcap/sync/wire"
)

const mosquittoProgram = "/usr/sbin/mosquitto"

// process is Debian's broker, to be killed and stopped.
type process struct {
	t    testing.TB
	conf string
	addr string
	cmd  *exec.Cmd
}

// newProcess starts Mosquitto with a configuration that listens on PORT.
func newProcess(t testing.TB, text string) *process {
	t.Helper()
	if _, err := os.Stat(mosquittoProgram); err != nil {
		t.Skipf("no %s here: apt-get install mosquitto to hold us against a second broker", mosquittoProgram)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	l.Close()
	_, port, _ := net.SplitHostPort(addr)
	p := &process{t: t, conf: filepath.Join(t.TempDir(), "mosquitto.conf"), addr: addr}
	text = "user root\n" + strings.ReplaceAll(text, "PORT", port)
	if err := os.WriteFile(p.conf, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.kill() })
	p.start()
	return p
}

func (p *process) start() {
	p.t.Helper()
	p.cmd = exec.Command(mosquittoProgram, "-c", p.conf)
	var said strings.Builder
	p.cmd.Stderr = &said
	if err := p.cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	for range 100 {
		if c, err := net.Dial("tcp", p.addr); err == nil {
			c.Close()
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	p.kill()
	p.t.Fatal("mosquitto does not listen: ", said.String())
}

// kill is kill -9.
func (p *process) kill() { _ = p.cmd.Process.Kill(); _ = p.cmd.Wait() }

// hold stops the process without ending it, as a host does that is overloaded.
func (p *process) hold() { _ = p.cmd.Process.Signal(syscall.SIGSTOP) }
func (p *process) mend() { _ = p.cmd.Process.Signal(syscall.SIGCONT) }

// documented is the Mosquitto of docs/brokers.md.
func documented(t *testing.T, ca *mqtttest.CA) (url string) {
	t.Helper()
	page, err := os.ReadFile("../../docs/brokers.md")
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, b := range regexp.MustCompile("(?s)```\n# ([a-z.]+)(.*?)```").FindAllStringSubmatch(string(page), -1) {
		files[b[1]] = "#" + b[2]
	}
	own := ca.Issue("broker", nil)
	acl := filepath.Join(t.TempDir(), "acl")
	if err := os.WriteFile(acl, []byte(files["endcap.acl"]), 0o600); err != nil {
		t.Fatal(err)
	}
	conf := strings.NewReplacer("listener 8883", "listener PORT 127.0.0.1", "/etc/mosquitto/ca.pem", own.CA, "/etc/mosquitto/broker.pem", own.Cert,
		"/etc/mosquitto/broker.key", own.Key, "/etc/mosquitto/revoked.pem", ca.List(), "/etc/mosquitto/endcap.acl", acl).Replace(files["mosquitto.conf"])
	if strings.Contains(conf, "/etc/") || files["endcap.acl"] == "" {
		t.Fatalf("docs/brokers.md has other files than this test knows:\n%s", conf)
	}
	return "mqtts://" + newProcess(t, conf).addr
}

func as(t *testing.T, url, name string, files cert.Files, filters ...string) (*mqtt.Conn, error) {
	t.Helper()
	c, err := mqtt.Dial(t.Context(), mqtt.Options{Broker: url, ClientID: name, Filters: filters, TLS: files.Client})
	if err == nil {
		t.Cleanup(c.Close)
	}
	return c, err
}

// Faults 27 and 35 on a real broker that is configured as we say.
func TestMosquitto_AsDocumentedBindsEachDeviceToItsName(t *testing.T) {
	ca, other := mqtttest.NewCA(t), mqtttest.NewCA(t)
	seven, eight := wire.Address{Tenant: "acme", Store: "0042", Device: "cart-7"}, wire.Address{Tenant: "acme", Store: "0042", Device: "cart-8"}
	revoked := ca.Issue("acme/0042/cart-9", nil)
	ca.Revoke(revoked)
	url := documented(t, ca)
	must := func(name string, filters ...string) *mqtt.Conn {
		c, err := as(t, url, name, ca.Issue(name, nil), filters...)
		if err != nil {
			t.Fatal(name, err)
		}
		return c
	}
	hq := must("acme/hq", wire.UpAll)
	cart := must("acme/0042/cart-7", seven.Down(), seven.BookHead())
	if err := cart.Send(t.Context(), mqtt.Message{Topic: seven.Topic(wire.KindHello), QoS: 1}); err != nil || receive(t, hq).Topic != seven.Topic(wire.KindHello) {
		t.Errorf("a hello does not arrive: %v", err)
	}
	for _, topic := range []string{seven.Topic(wire.KindAck), seven.BookHead()} {
		if err := hq.Send(t.Context(), mqtt.Message{Topic: topic, QoS: 1}); err != nil || receive(t, cart).Topic != topic {
			t.Errorf("%s does not arrive: %v", topic, err)
		}
	}
	// What may not be sent is acknowledged and dropped: PUBACK is not delivery.
	if err := cart.Send(t.Context(), mqtt.Message{Topic: eight.Topic(wire.Money.Kind()), Payload: []byte("x"), QoS: 1}); err != nil {
		t.Errorf("got %v; this broker has learned to refuse", err)
	}
	if err := cart.Send(t.Context(), mqtt.Message{Topic: seven.Topic(wire.KindStatus), QoS: 1}); err != nil || receive(t, hq).Topic != seven.Topic(wire.KindStatus) {
		t.Errorf("what was sent as another arrived: %v", err)
	}
	// What may not be heard is granted and not passed on.
	ear := must("acme/0042/cart-8", seven.Down(), wire.UpAll, "#", eight.BookHead())
	for _, topic := range []string{seven.Topic(wire.KindAck), seven.BookHead()} {
		if err := hq.Send(t.Context(), mqtt.Message{Topic: topic, QoS: 1}); err != nil {
			t.Error(err)
		}
	}
	if got := receive(t, ear).Topic; got != seven.BookHead() { // its store's, and the first that it hears
		t.Errorf("another's %s can be heard", got)
	}
	// The ID is that of the certificate, whatever is asked for.
	if _, err := as(t, url, "acme/0042/cart-7", ca.Issue("acme/0042/cart-8", nil)); err != nil {
		t.Error(err)
	}
	if err := cart.Err(); err != nil {
		t.Errorf("another's certificate put the device out: %v", err)
	}
	stranger := other.Issue("acme/0042/cart-7", nil)
	stranger.CA = ca.File
	for name, files := range map[string]cert.Files{
		"revoked": revoked, "unknown": stranger,
		"expired": ca.Issue("acme/0042/cart-7", func(c *x509.Certificate) { c.NotAfter = time.Now().Add(-time.Hour) }),
	} {
		_, err := as(t, url, "acme/0042/cart-7", files)
		if !errors.Is(err, mqtt.ErrRefused) || !strings.Contains(err.Error(), "certificate") {
			t.Errorf("%s: got %v", name, err)
		}
		t.Log(name+":", err)
	}
}
