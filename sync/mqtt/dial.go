package mqtt

import (
	"cmp"
	"context"
	"crypto/tls"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"time"

	paho "github.com/eclipse/paho.mqtt.golang"
)

// Options say whom to connect to, and as whom.
type Options struct {
	Broker   string   // mqtt://host:port or mqtts://host:port; the port is 1883 or 8883 when absent
	ClientID string   // unique at the broker, which ends the older of two connections
	Will     *Message // published by the broker when the connection is lost
	Filters  []string // subscribed to with QoS 0
	// KeepAlive is how long a dead connection goes unnoticed, by half as much
	// again: whole seconds, 0 is DefaultKeepAlive.
	KeepAlive time.Duration
	Queue     int          // messages that wait to be read, 0 is DefaultQueue
	Log       *slog.Logger // nil is silent
	// TLS is asked for at every mqtts:// dial, so that a renewed certificate is
	// used. Without it such a broker is refused; plain TLS without knowing whom
	// to trust is none. The broker's name is looked at, whatever it says.
	TLS func() (*tls.Config, error)
	// Dial opens the connection beneath; nil is TCP.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
}

// Dial returns a connection on which every filter is subscribed to. It gives
// up when ctx ends, or after 20 s.
func Dial(ctx context.Context, o Options) (*Conn, error) {
	host, err := address(o.Broker)
	if err != nil {
		return nil, err
	}
	secure, err := o.secure(host)
	if err != nil {
		return nil, err
	}
	if o.KeepAlive < time.Second {
		o.KeepAlive = DefaultKeepAlive
	}
	if o.Queue <= 0 {
		o.Queue = DefaultQueue
	}
	if o.Dial == nil {
		o.Dial = new(net.Dialer).DialContext
	}
	ctx, cancel := context.WithTimeout(ctx, dialWait)
	defer cancel()
	c := &Conn{queue: make(chan Message, o.Queue), done: make(chan struct{})}
	c.client = paho.NewClient(c.options(ctx, o, host, secure))
	if err := c.connect(ctx, o.Filters); err != nil {
		c.fail(err)
		c.client.Disconnect(0) // ends the client's goroutines where they run
		return nil, fmt.Errorf("mqtt: dial %s: %w", o.Broker, outdated(secure, err))
	}
	if o.Log != nil {
		o.Log.Debug("broker connected", slog.String("broker", o.Broker), slog.Int("filters", len(o.Filters)))
	}
	return c, nil
}

// options tells the client to be a plain pipe.
func (c *Conn) options(ctx context.Context, o Options, host string, secure *tls.Config) *paho.ClientOptions {
	p := paho.NewClientOptions().AddBroker("tcp://" + host).SetClientID(o.ClientID)
	p.SetProtocolVersion(4) // or it would try 3.1 after every refusal
	p.SetCleanSession(true).SetAutoReconnect(false).SetConnectRetry(false).SetResumeSubs(false)
	p.SetStore(paho.NewMemoryStore()).SetOrderMatters(true)
	p.SetKeepAlive(0) // the guard's
	p.SetWriteTimeout(writeWait).SetConnectTimeout(dialWait)
	if w := o.Will; w != nil {
		p.SetBinaryWill(w.Topic, w.Payload, w.QoS, w.Retain)
	}
	p.SetDefaultPublishHandler(c.take)
	p.SetConnectionLostHandler(func(_ paho.Client, err error) { c.fail(fmt.Errorf("%w: %w", ErrLost, err)) })
	p.SetCustomOpenConnectionFn(func(*url.URL, paho.ClientOptions) (net.Conn, error) {
		conn, err := o.Dial(ctx, "tcp", host)
		if err != nil {
			err = fmt.Errorf("%w (%w)", ErrAbsent, err)
			c.fail(err)
			return nil, err
		}
		if conn, err = handshake(ctx, conn, secure); err != nil {
			c.fail(err)
			return nil, err
		}
		until, _ := ctx.Deadline()
		g := newGuard(conn, len(o.Filters), o.KeepAlive, until, c.fail)
		c.mu.Lock()
		defer c.mu.Unlock()
		c.pipe = g
		if c.err != nil { // it was given up meanwhile
			_ = conn.Close()
		}
		return g, nil
	})
	return p
}

// connect connects and subscribes, or tells why not.
func (c *Conn) connect(ctx context.Context, filters []string) error {
	if err := c.wait(ctx, c.client.Connect); err != nil {
		return first(c.Err(), err)
	}
	if len(filters) > 0 {
		ask := make(map[string]byte, len(filters))
		for _, f := range filters {
			ask[f] = 0
		}
		var t *paho.SubscribeToken
		if err := c.wait(ctx, func() paho.Token {
			t = c.client.SubscribeMultiple(ask, nil).(*paho.SubscribeToken)
			return t
		}); err != nil {
			return first(c.Err(), err)
		}
		granted := t.Result()
		for _, f := range filters {
			if code, ok := granted[f]; !ok || code > 2 {
				return fmt.Errorf("%w: this device may not hear %s", ErrRefused, f)
			}
		}
	}
	c.pipe.settled()
	go c.pipe.ping(c.done)
	return nil
}

// first returns the reason that the guard found, else the client's.
func first(guard, client error) error {
	if guard != nil {
		return guard
	}
	return client
}

// address returns the host:port of a broker's URL.
func address(broker string) (string, error) {
	u, err := url.Parse(broker)
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrBroker, err)
	}
	port := map[string]string{"mqtt": "1883", "mqtts": "8883"}[u.Scheme]
	if port == "" || u.Hostname() == "" || u.User != nil || (u.Path != "" && u.Path != "/") {
		return "", fmt.Errorf("%w: %q: write it as mqtts://host:8883 or mqtt://host:1883", ErrBroker, broker)
	}
	return net.JoinHostPort(u.Hostname(), cmp.Or(u.Port(), port)), nil
}
