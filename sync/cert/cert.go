// Package cert reads the files by which the two ends of a wire prove who they
// are: the authorities they trust, their own certificate, and its key.
//
// Every file is read when it is needed, never kept, so whoever renews a
// certificate renames a new file into its place and is done. TLS 1.3 is the
// only version spoken.
//
// # Names
//
// A device's certificate carries its address as common name,
// tenant/store/device, and the device uses the same text as MQTT client ID.
// Thus a broker needs no list of devices: what a certificate may send and
// hear follows from its name (docs/brokers.md).
//
// # Revocation
//
// The file of the authorities may hold their revocation lists too
// (RFC 5280, PEM "X509 CRL"). A certificate on one of them is refused at the
// next handshake; connections that are open stay. A list's age is not looked
// at: a device may be offline for longer than any list lives.
package cert

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
)

// ErrFile is returned when a file does not hold what it should.
var ErrFile = errors.New("cannot use this file")

// ErrRevoked is returned when an authority has withdrawn a certificate.
var ErrRevoked = errors.New("the certificate was revoked by its authority")

// Files are three PEM files.
type Files struct {
	CA   string // authorities, and their revocation lists
	Cert string // the own certificate first, then those between it and the authority
	Key  string // the own certificate's private key
}

// Client returns how a client connects, from what the files hold now.
func (f Files) Client() (*tls.Config, error) {
	pair, err := f.Pair()
	if err != nil {
		return nil, err
	}
	trust, err := f.Trust()
	if err != nil {
		return nil, err
	}
	return &tls.Config{
		MinVersion: tls.VersionTLS13, Certificates: []tls.Certificate{pair},
		// Shown even to who does not name its authority: then it says why it refuses.
		GetClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return &pair, nil },
		RootCAs:              trust.Authorities, VerifyConnection: trust.verify,
	}, nil
}

// Server returns how a server takes connections. Every client has to show a
// certificate of one of the authorities, or the certificate also, if that is
// not nil. Each handshake reads the files again; one that cannot be read
// refuses everybody.
func (f Files) Server(also *x509.Certificate) *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS13, GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) {
		c, err := f.Client()
		if err != nil {
			return nil, err
		}
		c.ClientAuth, c.ClientCAs, c.RootCAs = tls.RequireAndVerifyClientCert, c.RootCAs, nil
		if also != nil {
			c.ClientCAs.AddCert(also)
		}
		return c, nil
	}}
}

// Pair returns the own certificate with its key.
func (f Files) Pair() (tls.Certificate, error) {
	if _, err := f.Leaf(); err != nil {
		return tls.Certificate{}, err
	}
	pair, err := tls.LoadX509KeyPair(f.Cert, f.Key)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("%w: %s as the key of %s: %w", ErrFile, f.Key, f.Cert, err)
	}
	return pair, nil
}

// Leaf returns the own certificate, for its name and dates. It may have
// expired.
func (f Files) Leaf() (*x509.Certificate, error) {
	var leaf *x509.Certificate
	err := blocks(f.Cert, func(b *pem.Block) (err error) {
		if b.Type == "CERTIFICATE" && leaf == nil {
			leaf, err = x509.ParseCertificate(b.Bytes)
		}
		return err
	})
	if err == nil && leaf == nil {
		err = fmt.Errorf("%w: %s holds no PEM certificate", ErrFile, f.Cert)
	}
	return leaf, err
}

// Trust is whom one end believes.
type Trust struct {
	Authorities *x509.CertPool
	Revoked     []*x509.RevocationList
}

// Trust returns whom the file of the authorities names.
func (f Files) Trust() (Trust, error) {
	t, n := Trust{Authorities: x509.NewCertPool()}, 0
	err := blocks(f.CA, func(b *pem.Block) error {
		switch b.Type {
		case "CERTIFICATE":
			c, err := x509.ParseCertificate(b.Bytes)
			if err != nil {
				return err
			}
			n++
			t.Authorities.AddCert(c)
		case "X509 CRL":
			l, err := x509.ParseRevocationList(b.Bytes)
			if err != nil {
				return err
			}
			t.Revoked = append(t.Revoked, l)
		}
		return nil
	})
	if err == nil && n == 0 {
		err = fmt.Errorf("%w: %s holds no PEM certificate of an authority", ErrFile, f.CA)
	}
	return t, err
}

// verify looks for the other end on the revocation lists. Its chain has been
// verified before.
func (t Trust) verify(s tls.ConnectionState) error {
	for _, chain := range s.VerifiedChains {
		for i, c := range chain[:len(chain)-1] {
			for _, l := range t.Revoked {
				if l.CheckSignatureFrom(chain[i+1]) != nil {
					continue // the list of another authority
				}
				for _, entry := range l.RevokedCertificateEntries {
					if entry.SerialNumber.Cmp(c.SerialNumber) == 0 {
						return fmt.Errorf("%w: %s", ErrRevoked, c.Subject.CommonName)
					}
				}
			}
		}
	}
	return nil
}

// blocks calls each for every PEM block of a file.
func blocks(file string, each func(*pem.Block) error) error {
	info, err := os.Stat(file)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrFile, err)
	}
	if !info.Mode().IsRegular() || info.Size() > maxFile {
		return fmt.Errorf("%w: %s is not a file of at most %d KiB", ErrFile, file, maxFile>>10)
	}
	rest, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrFile, err)
	}
	for {
		var b *pem.Block
		if b, rest = pem.Decode(rest); b == nil {
			return nil
		}
		if err := each(b); err != nil {
			return fmt.Errorf("%w: %s: %w", ErrFile, file, err)
		}
	}
}
