package broker_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"endcap/sync/broker"
	"endcap/sync/cert"
	"endcap/sync/mqtt"
	"endcap/sync/mqtttest"
	"endcap/sync/wire"
)

var (
	cart7 = wire.Address{Tenant: "acme", Store: "0042", Device: "cart-7"}
	cart8 = wire.Address{Tenant: "acme", Store: "0042", Device: "cart-8"}
)

func name(a wire.Address) string { return a.Tenant + "/" + a.Store + "/" + a.Device }

// secure starts a broker with TLS on every address of this machine.
func secure(t *testing.T, ca *mqtttest.CA) (b *broker.Broker, url string) {
	t.Helper()
	files := ca.Issue("hq.example.com", nil)
	b, err := broker.Start(broker.Options{Dir: t.TempDir(), Listen: "0.0.0.0:0", TLS: &files})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	return b, "mqtts://" + strings.Replace(b.Addr(), "0.0.0.0", "localhost", 1)
}

func dial(t *testing.T, url string, id string, as func() (*tls.Config, error), filters ...string) (*mqtt.Conn, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), soon)
	defer cancel()
	c, err := mqtt.Dial(ctx, mqtt.Options{Broker: url, ClientID: id, TLS: as, Filters: filters})
	if err == nil {
		t.Cleanup(c.Close)
	}
	return c, err
}

func mustDial(t *testing.T, url string, id string, as func() (*tls.Config, error), filters ...string) *mqtt.Conn {
	t.Helper()
	c, err := dial(t, url, id, as, filters...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// What must come is waited for longer than any machine stands still; that
// nothing comes is believed after a while.
const soon, quiet = time.Minute, 300 * time.Millisecond

// next returns the next message's topic, "" if none comes.
func next(c *mqtt.Conn, within time.Duration) string {
	select {
	case m := <-c.Messages():
		return m.Topic
	case <-time.After(within):
		return ""
	}
}

func TestBroker_ADeviceSendsAndHearsOnlyWhatIsItsOwn(t *testing.T) {
	ca := mqtttest.NewCA(t)
	b, url := secure(t, ca)
	hq := mustDial(t, url, "hq", b.TLS(), wire.UpAll)
	seven := mustDial(t, url, name(cart7), ca.Issue(name(cart7), nil).Client, cart7.Down(), cart7.BookHead())
	send := func(c *mqtt.Conn, topic string, qos byte) {
		t.Helper()
		ctx, cancel := context.WithTimeout(t.Context(), soon)
		defer cancel()
		if err := c.Send(ctx, mqtt.Message{Topic: topic, Payload: []byte("x"), QoS: qos}); err != nil {
			t.Logf("%s: %v", topic, err)
		}
	}
	for _, topic := range []string{cart7.Topic(wire.KindHello), cart7.Topic(wire.Money.Kind()), cart7.Topic(wire.KindStatus)} {
		if send(seven, topic, 1); next(hq, soon) != topic {
			t.Errorf("%s did not reach headquarters", topic)
		}
	}
	for _, topic := range []string{cart7.Topic(wire.KindAck), cart7.BookHead()} {
		if send(hq, topic, 0); next(seven, soon) != topic {
			t.Errorf("%s did not reach the device", topic)
		}
	}
	eight := mustDial(t, url, name(cart8), ca.Issue(name(cart8), nil).Client, cart8.Down(), cart8.BookHead())
	for _, topic := range []string{
		cart8.Topic(wire.KindHello), cart8.Topic(wire.Money.Kind()), cart8.Topic(wire.KindAck), cart8.BookHead(), cart7.BookHead(), cart7.Topic(wire.KindAck),
	} {
		send(seven, topic, 0)
		for who, c := range map[string]*mqtt.Conn{"headquarters": hq, "the other device": eight} {
			if got := next(c, quiet); got != "" {
				t.Errorf("%s as another reached %s", got, who)
			}
		}
	}
	// Nor by a will, nor by leaving something behind for who comes later.
	will := &mqtt.Message{Topic: cart8.Topic(wire.KindStatus), Payload: []byte("x"), QoS: 1, Retain: true}
	bad, err := mqtt.Dial(t.Context(), mqtt.Options{Broker: url, ClientID: "acme/0042/cart-9", Will: will, TLS: ca.Issue("acme/0042/cart-9", nil).Client})
	if err == nil {
		_ = bad.Send(t.Context(), mqtt.Message{Topic: cart8.BookHead(), Payload: []byte("x"), Retain: true})
		if _, err := dial(t, url, "acme/0042/cart-9", ca.Issue("acme/0042/cart-9", nil).Client); err != nil { // ends the first without a goodbye
			t.Error(err)
		}
		time.Sleep(200 * time.Millisecond)
	}
	if got := next(mustDial(t, url, "late", b.TLS(), wire.UpAll, cart8.BookHead()), quiet); got == will.Topic || got == cart8.BookHead() {
		t.Errorf("left behind as another: %s", got)
	}
	for _, filter := range []string{"#", "ec/#", wire.UpAll, cart8.Down(), "ec/1/+/+/+/d/+", cart7.Topic("u/#"), "ec/1/acme/0043/book/head", "$MQTT/#", "$JS/#"} {
		if c, err := dial(t, url, name(cart7), ca.Issue(name(cart7), nil).Client, filter); !errors.Is(err, mqtt.ErrRefused) {
			t.Errorf("%s can be heard: %v, %v", filter, c, err)
		}
	}
}

func TestBroker_ACertificateBindsTheClientID(t *testing.T) {
	ca := mqtttest.NewCA(t)
	_, url := secure(t, ca)
	seven := mustDial(t, url, name(cart7), ca.Issue(name(cart7), nil).Client, cart7.Down())
	for id, in := range map[string]string{
		name(cart7):               name(cart8), // another's ID would end its connection
		"":                        name(cart8),
		"acme/0042":               "acme/0042",
		"acme/0042/cart-7/more":   "acme/0042/cart-7/more",
		"hq":                      "hq",
		"endcap-hq, this process": "endcap-hq, this process",
		"acme/0042/*":             "acme/0042/*",
		"acme/0042/>":             "acme/0042/>",
	} {
		if _, err := dial(t, url, id, ca.Issue(in, nil).Client); err == nil {
			t.Errorf("a certificate for %q came in as %q", in, id)
		} else {
			t.Log(err)
		}
	}
	if err := seven.Err(); err != nil {
		t.Errorf("the device was put out: %v", err)
	}
}

// Fault 35: what a device is told, and that a renewed file is enough.
func TestBroker_RefusesWhoHasNoGoodCertificate(t *testing.T) {
	ca, other := mqtttest.NewCA(t), mqtttest.NewCA(t)
	_, url := secure(t, ca)
	expired := ca.Issue(name(cart7), func(c *x509.Certificate) { c.NotAfter = time.Now().Add(-time.Hour) })
	revoked := ca.Issue(name(cart7), nil)
	ca.Revoke(revoked)
	stranger := other.Issue(name(cart7), nil)
	stranger.CA = ca.File
	trusting := ca.Issue(name(cart7), nil)
	trusting.CA = other.File
	gone := ca.Issue(name(cart7), nil)
	gone.Key += ".away"
	for what, c := range map[string]struct {
		files cert.Files
		url   string
		want  error
		text  string
	}{
		"expired":        {expired, url, mqtt.ErrRefused, "certificate expired on"},
		"revoked":        {revoked, url, mqtt.ErrRefused, "does not accept this device's certificate"},
		"unknown":        {stranger, url, mqtt.ErrRefused, "does not accept this device's certificate"},
		"wrong CA":       {trusting, url, mqtt.ErrTrust, "lacks its authority"},
		"wrong name":     {ca.Issue(name(cart7), nil), strings.Replace(url, "localhost", "127.0.0.2", 1), mqtt.ErrTrust, "use the name"},
		"file lost":      {gone, url, mqtt.ErrTrust, "no such file"},
		"no TLS, though": {ca.Issue(name(cart7), nil), strings.Replace(url, "mqtts", "mqtt", 1), mqtt.ErrLost, ""},
	} {
		_, err := dial(t, c.url, name(cart7), c.files.Client)
		if !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.text) {
			t.Errorf("%s: got %v", what, err)
		}
		t.Log(what+":", err)
	}
	ca.Renew(expired, name(cart7), nil)
	mustDial(t, url, name(cart7), expired.Client)
}

func TestBroker_RetainedMessagesOutliveARestartWithTLS(t *testing.T) {
	ca := mqtttest.NewCA(t)
	files, dir := ca.Issue("hq", nil), t.TempDir()
	for round := range 2 {
		b, err := broker.Start(broker.Options{Dir: dir, Listen: "127.0.0.1:0", TLS: &files})
		if err != nil {
			t.Fatal(err)
		}
		url := "mqtts://" + b.Addr()
		if round == 0 {
			if err := mustDial(t, url, "hq", b.TLS()).Send(t.Context(), mqtt.Message{Topic: cart7.BookHead(), Payload: []byte("book"), QoS: 1, Retain: true}); err != nil {
				t.Fatal(err)
			}
			// It keeps it a moment after it acknowledged it.
			for late := 0; next(mustDial(t, url, fmt.Sprint("hq-", late), b.TLS(), cart7.BookHead()), quiet) == ""; late++ {
				if late == 100 {
					t.Fatal("the book's head is not kept")
				}
			}
		} else if next(mustDial(t, url, name(cart7), ca.Issue(name(cart7), nil).Client, cart7.BookHead()), soon) != cart7.BookHead() {
			t.Error("the book's head is gone")
		}
		b.Close()
	}
}

func TestBroker_RefusesToBeginWithBadFiles(t *testing.T) {
	files := mqtttest.NewCA(t).Issue("hq", nil)
	files.Key = "/nowhere"
	if _, err := broker.Start(broker.Options{Dir: t.TempDir(), Listen: "127.0.0.1:0", TLS: &files}); !errors.Is(err, cert.ErrFile) {
		t.Errorf("got %v", err)
	}
}
