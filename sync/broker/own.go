package broker

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"math/big"
	"time"
)

// newOwn returns a certificate that only this process has, by which
// headquarters connects to its own broker. Nobody has to issue or renew it.
func newOwn() (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("broker: own key: %w", err)
	}
	c := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "endcap-hq, this process"},
		NotBefore: time.Unix(0, 0), NotAfter: time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC), // the clock does not matter here
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, c, c, &key.PublicKey, key)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("broker: own certificate: %w", err)
	}
	leaf, err := x509.ParseCertificate(der)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}, err
}

// TLS returns how headquarters in this process connects to its own broker,
// nil without TLS. The broker's certificate is for the name by which devices
// know it, not for this address, so it is compared with the file's.
func (b *Broker) TLS() func() (*tls.Config, error) {
	if b.own.Leaf == nil {
		return nil
	}
	return func() (*tls.Config, error) {
		return &tls.Config{
			MinVersion: tls.VersionTLS13, Certificates: []tls.Certificate{b.own},
			GetClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return &b.own, nil },
			InsecureSkipVerify:   true, // by a chain: it is verified by its bytes
			VerifyConnection: func(s tls.ConnectionState) error {
				leaf, err := b.files.Leaf()
				if err == nil && !leaf.Equal(s.PeerCertificates[0]) {
					err = errors.New("broker: another one answers at our own address")
				}
				return err
			},
		}, nil
	}
}
