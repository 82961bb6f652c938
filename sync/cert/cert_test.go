package cert_test

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"endcap/sync/cert"
	"endcap/sync/mqtttest"
)

// wire returns two ends of one. Memory has no buffers, and an alert needs one.
func wire(t *testing.T) (near, far net.Conn) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if near, err = net.Dial("tcp", l.Addr().String()); err != nil {
		t.Fatal(err)
	}
	if far, err = l.Accept(); err != nil {
		t.Fatal(err)
	}
	return near, far
}

// meet lets two ends shake hands and exchange a byte, and returns what each
// thinks of it.
func meet(t *testing.T, server, client cert.Files, host string) (atServer, atClient error) {
	t.Helper()
	c, err := client.Client()
	if err != nil {
		t.Fatal(err)
	}
	c.ServerName = host
	near, far := wire(t)
	done := make(chan error, 1)
	go func() {
		s := tls.Server(far, server.Server(nil))
		defer s.Close()
		_ = s.SetDeadline(time.Now().Add(time.Minute))
		_, err := io.ReadFull(s, make([]byte, 1))
		if err == nil {
			_, err = s.Write([]byte{1})
		}
		done <- err
	}()
	end := tls.Client(near, c)
	_ = end.SetDeadline(time.Now().Add(time.Minute))
	if atClient = end.Handshake(); atClient == nil {
		_, _ = end.Write([]byte{1}) // what the server says counts
		_, atClient = io.ReadFull(end, make([]byte, 1))
	}
	_ = near.Close()
	return <-done, atClient
}

func TestFiles_WhoIsRefused(t *testing.T) {
	ca, other := mqtttest.NewCA(t), mqtttest.NewCA(t)
	server := ca.Issue("hq.example.com", nil)
	expired := func(c *x509.Certificate) { c.NotAfter = time.Now().Add(-time.Hour) }
	early := func(c *x509.Certificate) { c.NotBefore = time.Now().Add(time.Hour) }
	revoked := ca.Issue("acme/0042/cart-8", nil)
	ca.Revoke(revoked)
	stranger := other.Issue("acme/0042/cart-7", nil)
	stranger.CA = ca.File
	trusting := ca.Issue("acme/0042/cart-7", nil)
	trusting.CA = other.File
	for name, c := range map[string]struct {
		server, client cert.Files
		host           string
		want           string // "" for nobody
	}{
		"all is well":                    {server, ca.Issue("acme/0042/cart-7", nil), "localhost", ""},
		"client expired":                 {server, ca.Issue("acme/0042/cart-7", expired), "localhost", "expired"},
		"client not valid yet":           {server, ca.Issue("acme/0042/cart-7", early), "localhost", "expired"},
		"client revoked":                 {server, revoked, "localhost", "bad certificate"},
		"client of another authority":    {server, stranger, "localhost", "unknown certificate authority"},
		"server of another authority":    {server, trusting, "localhost", "unknown authority"},
		"server with another name":       {server, ca.Issue("acme/0042/cart-7", nil), "example.org", "not example.org"},
		"server expired":                 {ca.Issue("hq", expired), ca.Issue("acme/0042/cart-7", nil), "localhost", "expired"},
		"client with a server's purpose": {server, ca.Issue("x", func(c *x509.Certificate) { c.ExtKeyUsage = c.ExtKeyUsage[1:] }), "localhost", "bad certificate"},
	} {
		atServer, atClient := meet(t, c.server, c.client, c.host)
		if (atClient == nil) != (c.want == "") || (c.want != "" && !strings.Contains(atClient.Error(), c.want)) {
			t.Errorf("%s: the client got %v, the server %v, want %q", name, atClient, atServer, c.want)
		}
	}
}

func TestFiles_ARenewedFileIsUsedAtTheNextHandshake(t *testing.T) {
	ca := mqtttest.NewCA(t)
	server := ca.Issue("hq", func(c *x509.Certificate) { c.NotAfter = time.Now().Add(-time.Hour) })
	client := ca.Issue("acme/0042/cart-7", nil)
	if _, err := meet(t, server, client, "localhost"); err == nil {
		t.Error("an expired server was believed")
	}
	ca.Renew(server, "hq", nil)
	if _, err := meet(t, server, client, "localhost"); err != nil {
		t.Error(err)
	}
	ca.Revoke(client)
	if _, err := meet(t, server, client, "localhost"); err == nil {
		t.Error("a revoked client was believed")
	}
}

func TestFiles_SpeakNothingOlderThanTLS13(t *testing.T) {
	ca := mqtttest.NewCA(t)
	f := ca.Issue("x", nil)
	near, far := wire(t)
	go func() { _ = tls.Server(far, f.Server(nil)).Handshake(); far.Close() }()
	c, err := f.Client()
	if err != nil {
		t.Fatal(err)
	}
	c.MinVersion, c.MaxVersion, c.ServerName = tls.VersionTLS12, tls.VersionTLS12, "localhost"
	if err := tls.Client(near, c).Handshake(); err == nil || !strings.Contains(err.Error(), "protocol version") {
		t.Errorf("got %v", err)
	}
}

func TestFiles_SayWhatIsWrongWithThem(t *testing.T) {
	ca := mqtttest.NewCA(t)
	good := ca.Issue("acme/0042/cart-7", nil)
	empty := filepath.Join(t.TempDir(), "empty")
	garbled := filepath.Join(t.TempDir(), "garbled")
	for file, text := range map[string]string{empty: "", garbled: "-----BEGIN CERTIFICATE-----\nMTIz\n-----END CERTIFICATE-----\n"} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	foreign := ca.Issue("acme/0042/cart-8", nil)
	for name, f := range map[string]cert.Files{
		"no authorities":        {"/nowhere", good.Cert, good.Key},
		"authorities a folder":  {"/", good.Cert, good.Key},
		"authorities empty":     {empty, good.Cert, good.Key},
		"authorities garbled":   {garbled, good.Cert, good.Key},
		"certificate a key":     {good.CA, good.Key, good.Key},
		"certificate garbled":   {good.CA, garbled, good.Key},
		"no key":                {good.CA, good.Cert, "/nowhere"},
		"key of another":        {good.CA, good.Cert, foreign.Key},
		"key is no private key": {good.CA, good.Cert, good.Cert},
	} {
		if _, err := f.Client(); !errors.Is(err, cert.ErrFile) {
			t.Errorf("%s: got %v", name, err)
		} else {
			t.Log(err)
		}
	}
}
