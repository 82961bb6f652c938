// Package broker runs an MQTT 3.1.1 broker inside headquarters, so that one
// machine needs nothing else installed.
//
// It is nats-server. The same server, as three processes, is what a cluster
// runs, so growing changes the configuration and not the wire. What it
// acknowledges is not delivered, though: only headquarters' own watermark is
// (see package outbox), and so nothing here is tuned for durability.
package broker

import (
	"cmp"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strconv"
	"strings"
	"syscall"

	"github.com/nats-io/nats-server/v2/server"

	"endcap/sync/cert"
)

// ErrListen is returned when the address asked for cannot be listened on.
var ErrListen = errors.New("broker: cannot listen")

// Options say where a broker lives.
type Options struct {
	Dir    string       // retained messages are kept here; made if absent; of no other process
	Listen string       // host:port; of this machine only without TLS; port 0 takes a free one
	TLS    *cert.Files  // own certificate and the devices' authorities; nil is no TLS
	Log    *slog.Logger // nil is silent
}

// Broker is one that runs.
type Broker struct {
	server *server.Server
	log    *logger
	addr   string
	files  cert.Files      // with TLS
	own    tls.Certificate // with TLS, headquarters'
}

// Start returns a broker that takes connections. Without TLS it refuses with
// ErrListen an address that others than this machine could reach. With TLS it
// admits who has a certificate of the authorities, under the name that stands
// in it, tenant/store/device, which has to be the MQTT client ID too: to send
// under its own u/ and to hear its own d/ and its store's book/, and nothing
// else. It handles no signals and never ends the process. The caller closes
// it.
func Start(o Options) (*Broker, error) {
	host, port, err := address(o.Listen, o.TLS != nil)
	if err != nil {
		return nil, err
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	b, opts, door := &Broker{log: &logger{log: o.Log}}, options(o.Dir, host, port), &permit{log: o.Log}
	if o.TLS != nil {
		if err := b.secure(*o.TLS, opts, door); err != nil {
			return nil, err
		}
	}
	s, err := server.NewServer(opts)
	if err != nil {
		return nil, fmt.Errorf("broker: start in %s: %w", o.Dir, err)
	}
	l := b.log
	b.server = s
	door.server.Store(s)
	s.SetLogger(l, false, false)
	s.Start()
	if why := l.begun(); why != "" || !s.ReadyForConnections(readyWait) {
		b.Close()
		if strings.Contains(why, syscall.EADDRINUSE.Error()) {
			why = "it is in use by another program: end that, or give this one another port"
		}
		return nil, fmt.Errorf("%w on %s: %s", ErrListen, o.Listen, cmp.Or(why, "not ready within "+readyWait.String()))
	}
	b.addr = net.JoinHostPort(host, strconv.Itoa(opts.MQTT.Port)) // the server has written the free port here
	return b, nil
}

// Addr returns the host:port on which devices connect.
func (b *Broker) Addr() string { return b.addr }

// URL returns the address as devices write it, mqtt:// or mqtts://.
func (b *Broker) URL() string {
	if b.own.Leaf != nil {
		return "mqtts://" + b.addr
	}
	return "mqtt://" + b.addr
}

// Close ends every connection and waits until the files are closed.
func (b *Broker) Close() {
	b.log.over.Store(true)
	b.server.Shutdown()
	b.server.WaitForShutdown()
}

func options(dir, host string, port int) *server.Options {
	if port == 0 {
		port = -1 // the server's word for any
	}
	return &server.Options{
		ServerName: "endcap-hq",
		DontListen: true, // of NATS itself; MQTT listens
		NoSigs:     true, NoLog: true, DisableJetStreamBanner: true,
		MaxConn: maxConns, MaxSubs: maxSubs, MaxPayload: maxPayload, MaxPending: maxPending, WriteDeadline: writeWait,
		JetStream: true, StoreDir: dir, JetStreamMaxMemory: maxMemory, JetStreamMaxStore: maxStore,
		MQTT: server.MQTTOpts{Host: host, Port: port},
	}
}

// secure has the server speak TLS, and the door ask for a name.
func (b *Broker) secure(files cert.Files, opts *server.Options, door *permit) error {
	if _, err := files.Client(); err != nil { // later it would refuse everybody, silently
		return fmt.Errorf("broker: %w", err)
	}
	own, err := newOwn()
	if err != nil {
		return err
	}
	b.files, b.own, door.own = files, own, own.Leaf
	opts.MQTT.TLSConfig, opts.MQTT.TLSTimeout = files.Server(own.Leaf), handshakeWait.Seconds()
	opts.CustomClientAuthentication = door
	return nil
}

// address takes an address apart. Without TLS only this machine may reach it.
func address(listen string, secure bool) (host string, port int, err error) {
	host, p, err := net.SplitHostPort(listen)
	if err != nil {
		return "", 0, fmt.Errorf("%w on %q: write it as 127.0.0.1:1883", ErrListen, listen)
	}
	if host == "localhost" {
		host = "127.0.0.1"
	}
	if ip := net.ParseIP(host); !secure && (ip == nil || !ip.IsLoopback()) {
		return "", 0, fmt.Errorf("%w on %q: others could reach it without TLS: give it a certificate, or listen on 127.0.0.1", ErrListen, listen)
	}
	if port, err = strconv.Atoi(p); err != nil || port < 0 || port > 65535 {
		return "", 0, fmt.Errorf("%w on %q: the port is 0 to 65535", ErrListen, listen)
	}
	return host, port, nil
}
