package mqtt

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"
)

// secure returns how TLS is spoken with host, nil for not at all.
func (o Options) secure(host string) (*tls.Config, error) {
	if !strings.HasPrefix(o.Broker, "mqtts:") {
		return nil, nil
	}
	if o.TLS == nil {
		return nil, fmt.Errorf("%w: %s: nobody said whom to trust: give the authority, the own certificate and its key", ErrBroker, o.Broker)
	}
	c, err := o.TLS()
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrTrust, o.Broker, err)
	}
	c = c.Clone()
	c.MinVersion = max(c.MinVersion, tls.VersionTLS13)
	if c.ServerName, _, err = net.SplitHostPort(host); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBroker, err)
	}
	return c, nil
}

// handshake speaks TLS on conn, if it is to be spoken.
func handshake(ctx context.Context, conn net.Conn, secure *tls.Config) (net.Conn, error) {
	if secure == nil {
		return conn, nil
	}
	t := tls.Client(conn, secure)
	if err := t.HandshakeContext(ctx); err != nil {
		_ = conn.Close()
		return nil, distrust(err)
	}
	return t, nil
}

// distrust says in whom the trust ends, and what to do.
func distrust(err error) error {
	if bad, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		remedy := "look at its certificate"
		if _, ok := errors.AsType[x509.UnknownAuthorityError](bad.Err); ok {
			remedy = "either it is another broker, or the file of trusted authorities lacks its authority"
		} else if _, ok := errors.AsType[x509.HostnameError](bad.Err); ok {
			remedy = "use the name its certificate is for, or give it a certificate with this name"
		} else if invalid, ok := errors.AsType[x509.CertificateInvalidError](bad.Err); ok && invalid.Reason == x509.Expired {
			remedy = "renew its certificate, or set this device's clock"
		}
		return fmt.Errorf("%w: %s (%w)", ErrTrust, remedy, bad.Err)
	}
	if refused(err) {
		return fmt.Errorf("%w: it does not accept this device's certificate: have it renewed, or let the broker trust its authority (%w)", ErrRefused, err)
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("%w: no answer to the TLS handshake", ErrAbsent)
	}
	return fmt.Errorf("%w: no TLS 1.3 could be agreed on (%w)", ErrTrust, err)
}

// refused tells whether err is the other side's alert (RFC 8446, 6.2).
func refused(err error) bool {
	op, ok := errors.AsType[*net.OpError](err)
	return ok && op.Op == "remote error"
}

// outdated adds to a refusal that the own certificate has expired. A broker's
// alert can be lost behind what we have sent meanwhile.
func outdated(secure *tls.Config, err error) error {
	if secure == nil || len(secure.Certificates) == 0 || secure.Certificates[0].Leaf == nil || errors.Is(err, ErrTrust) {
		return err
	}
	leaf, now := secure.Certificates[0].Leaf, time.Now()
	switch {
	case now.After(leaf.NotAfter):
		return fmt.Errorf("%w: this device's certificate expired on %s: renew it (%w)", ErrRefused, leaf.NotAfter.Format(time.DateOnly), err)
	case now.Before(leaf.NotBefore):
		return fmt.Errorf("%w: this device's certificate is valid from %s: set the clock (%w)", ErrRefused, leaf.NotBefore.Format(time.DateOnly), err)
	}
	return err
}
