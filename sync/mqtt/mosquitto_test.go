package mqtt_test

import (
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"endcap/sync/cert"
	"endcap/sync/mqtt"
	"endcap/sync/mqtttest"
	"endcap/sync/wire"
)

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
	return "mqtts://" + mqtttest.NewMosquitto(t, conf).Addr
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

// Fault 41: while nothing reaches a device, headquarters says more than the
// broker holds for it. What is lost is lost in whole messages, in order, and
// what is said later is heard; whatever matters is asked for again.
func TestMosquitto_AnOverflowingQueueLosesWholeMessagesOnly(t *testing.T) {
	m := mqtttest.NewMosquitto(t, "listener PORT 127.0.0.1\nallow_anonymous true\npersistence false\nmax_queued_messages 1000\nmax_queued_bytes 1000000\n")
	var line mqtttest.Link
	device := connect(t, m.Addr, func(o *mqtt.Options) { o.Dial, o.Filters, o.Queue = line.Dial, []string{"a"}, 8192 })
	hq := connect(t, m.Addr, func(o *mqtt.Options) { o.ClientID, o.Filters = "hq", nil })
	line.Hold()
	const n = 5000
	for i := range n {
		if err := hq.Send(t.Context(), mqtt.Message{Topic: "a", Payload: fmt.Appendf(nil, "%06d %4096d", i, i), QoS: 1}); err != nil {
			t.Fatal(err)
		}
	}
	line.Mend()
	got, last := 0, -1
	for heard := false; !heard; {
		select {
		case m := <-device.Messages():
			if string(m.Payload) == "later" {
				heard = true
				break
			}
			var i, again int
			if _, err := fmt.Sscanf(string(m.Payload), "%d %d", &i, &again); err != nil || i != again || i <= last {
				t.Fatalf("after message %d came %d and %d (%v)", last, i, again, err)
			}
			got, last = got+1, i
		case <-device.Done():
			t.Fatal(device.Err())
		case <-time.After(time.Second): // there is room for more
			if err := hq.Send(t.Context(), mqtt.Message{Topic: "a", Payload: []byte("later")}); err != nil {
				t.Fatal(err)
			}
		}
	}
	t.Logf("%d of %d messages came", got, n)
	if got == n {
		t.Error("nothing was lost: this tests nothing")
	}
}
