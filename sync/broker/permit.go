package broker

import (
	"crypto/x509"
	"fmt"
	"log/slog"
	"strings"
	"sync/atomic"

	"github.com/nats-io/nats-server/v2/server"

	"endcap/sync/wire"
)

// permit lets each device send and hear what is its own, by the name in its
// certificate, and headquarters everything.
type permit struct {
	own    *x509.Certificate             // headquarters' own
	server atomic.Pointer[server.Server] // set before it starts
	log    *slog.Logger
}

// Check implements the server's door keeper, for one connection.
func (p *permit) Check(c server.ClientAuthentication) bool {
	state := c.GetTLSConnectionState()
	if state == nil || len(state.PeerCertificates) == 0 {
		return false
	}
	leaf := state.PeerCertificates[0]
	if leaf.Equal(p.own) {
		c.RegisterUser(&server.User{})
		return true
	}
	a, err := identity(leaf.Subject.CommonName)
	if err == nil {
		err = p.sameID(c, leaf.Subject.CommonName)
	}
	if err != nil {
		p.log.Warn("device refused", slog.String("from", c.RemoteAddress().String()), slog.String("error", err.Error()))
		return false
	}
	c.RegisterUser(&server.User{Permissions: permissions(a)})
	return true
}

// sameID looks whether the MQTT client ID is the certificate's name: whoever
// takes the ID of another ends that one's connection.
func (p *permit) sameID(c server.ClientAuthentication, name string) error {
	z, err := p.server.Load().Connz(&server.ConnzOptions{CID: c.GetID()})
	if err != nil || len(z.Conns) != 1 {
		return fmt.Errorf("broker: no such connection: %w", err)
	}
	if id := z.Conns[0].MQTTClient; id != name {
		return fmt.Errorf("broker: a certificate for %q with client ID %q: they must be the same", name, id)
	}
	return nil
}

// identity reads a certificate's name, tenant/store/device.
func identity(name string) (wire.Address, error) {
	parts := strings.Split(name, "/")
	if len(parts) != 3 {
		return wire.Address{}, fmt.Errorf("broker: a certificate for %q: it must be tenant/store/device", name)
	}
	a := wire.Address{Tenant: parts[0], Store: parts[1], Device: parts[2]}
	return a, a.Check()
}

// permissions are a device's, in the words of NATS: "." for "/", "*" for "+",
// ">" for "#".
func permissions(a wire.Address) *server.Permissions {
	at := "ec.1." + a.Tenant + "." + a.Store + "."
	return &server.Permissions{
		Publish:   &server.SubjectPermission{Allow: []string{at + a.Device + ".u.>"}},
		Subscribe: &server.SubjectPermission{Allow: []string{at + a.Device + ".d.>", at + "book.>"}},
	}
}
