package mqtttest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"endcap/sync/cert"
)

// CA is a certificate authority of a test.
type CA struct {
	File string // its own certificate and its revocation list, PEM

	t       testing.TB
	cert    *x509.Certificate
	key     *ecdsa.PrivateKey
	revoked []x509.RevocationListEntry
}

// NewCA returns an authority that nobody knows yet.
func NewCA(t testing.TB) *CA {
	t.Helper()
	a := &CA{t: t, File: filepath.Join(t.TempDir(), "ca.pem"), key: newKey(t)}
	a.cert = &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Authority " + rand.Text()},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().AddDate(10, 0, 0),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
	}
	a.cert = a.sign(a.cert, &a.key.PublicKey)
	a.write()
	return a
}

// Issue returns the files of who is called name. change may change the
// certificate before it is signed; nil changes nothing: it is for a client
// and for a server at localhost, valid for a day.
func (a *CA) Issue(name string, change func(c *x509.Certificate)) cert.Files {
	a.t.Helper()
	dir := a.t.TempDir()
	f := cert.Files{CA: a.File, Cert: filepath.Join(dir, "cert.pem"), Key: filepath.Join(dir, "key.pem")}
	a.Renew(f, name, change)
	return f
}

// Renew replaces the certificate and the key in f, each by a rename.
func (a *CA) Renew(f cert.Files, name string, change func(c *x509.Certificate)) {
	a.t.Helper()
	serial, err := rand.Int(rand.Reader, big.NewInt(1<<62))
	if err != nil {
		a.t.Fatal(err)
	}
	c := &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: name},
		NotBefore: time.Now().Add(-48 * time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth, x509.ExtKeyUsageServerAuth},
		DNSNames: []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	if change != nil {
		change(c)
	}
	key := newKey(a.t)
	c = a.sign(c, &key.PublicKey)
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		a.t.Fatal(err)
	}
	write(a.t, f.Key, pem.Block{Type: "PRIVATE KEY", Bytes: der})
	write(a.t, f.Cert, pem.Block{Type: "CERTIFICATE", Bytes: c.Raw})
}

// Revoke withdraws the certificate in f.
func (a *CA) Revoke(f cert.Files) {
	a.t.Helper()
	leaf, err := f.Leaf()
	if err != nil {
		a.t.Fatal(err)
	}
	a.revoked = append(a.revoked, x509.RevocationListEntry{SerialNumber: leaf.SerialNumber, RevocationTime: time.Now()})
	a.write()
}

// List writes the revocation list alone to a new file.
func (a *CA) List() (file string) {
	a.t.Helper()
	file = filepath.Join(a.t.TempDir(), "revoked.pem")
	write(a.t, file, a.list())
	return file
}

func (a *CA) list() pem.Block {
	a.t.Helper()
	l := &x509.RevocationList{
		Number: big.NewInt(int64(len(a.revoked))), ThisUpdate: time.Now().Add(-time.Hour), NextUpdate: time.Now().Add(time.Hour),
		RevokedCertificateEntries: a.revoked,
	}
	der, err := x509.CreateRevocationList(rand.Reader, l, a.cert, a.key)
	if err != nil {
		a.t.Fatal(err)
	}
	return pem.Block{Type: "X509 CRL", Bytes: der}
}

func (a *CA) write() {
	a.t.Helper()
	write(a.t, a.File, pem.Block{Type: "CERTIFICATE", Bytes: a.cert.Raw}, a.list())
}

func (a *CA) sign(c *x509.Certificate, key *ecdsa.PublicKey) *x509.Certificate {
	a.t.Helper()
	der, err := x509.CreateCertificate(rand.Reader, c, a.cert, key, a.key)
	if err != nil {
		a.t.Fatal(err)
	}
	out, err := x509.ParseCertificate(der)
	if err != nil {
		a.t.Fatal(err)
	}
	return out
}

func newKey(t testing.TB) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func write(t testing.TB, file string, blocks ...pem.Block) {
	t.Helper()
	var b []byte
	for i := range blocks {
		b = append(b, pem.EncodeToMemory(&blocks[i])...)
	}
	if err := os.WriteFile(file+".new", b, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(file+".new", file); err != nil {
		t.Fatal(err)
	}
}
