// Package uplink is headquarters' end of the wire: it hears every device over
// a broker and answers out of the ledger.
//
// Nothing is acknowledged before the ledger's COMMIT, and nothing depends on
// what the broker confirms, keeps or forgets: a message that is lost is sent
// again by the device, an answer that is lost is asked for again.
package uplink

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	mathrand "math/rand/v2"
	"net"
	"time"

	"endcap/device"
	"endcap/internal/hq/ledger"
	"endcap/sync/mqtt"
	"endcap/sync/wire"
)

// Options of an uplink.
type Options struct {
	Broker string                      // mqtts://host:port or mqtt://host:port
	TLS    func() (*tls.Config, error) // asked for at every dial, for mqtts
	Tenant string                      // whose devices; messages of others are passed over
	Ledger *ledger.Ledger
	Log    *slog.Logger
	// Sign signs a command. Nil sends none.
	Sign func(wire.Command) (wire.Signed, error)
	// Part of Parts is the share of the devices that this uplink answers, by
	// their names, from 1; the zero values are all of them.
	Part, Parts int
	// Dial opens the connection beneath; nil is TCP.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
}

// Uplink connects the ledger to a broker. One goroutine, that of Run, owns it;
// State may be asked from any.
type Uplink struct {
	Options
	state device.Latest[State]
	// heard is closed when devices are heard for the first time.
	heard chan struct{}
	// newest is the number of the last book sent on this connection.
	newest int64
	// given is the number of the last command that was looked at.
	given int64
}

// State is how the uplink stands.
type State struct {
	Connected bool      `json:"connected"`
	Since     time.Time `json:"since"`
	Text      string    `json:"text,omitempty"` // what is wrong and what to do
}

// New returns an uplink that is not connected yet.
func New(o Options) *Uplink {
	u := &Uplink{Options: o, heard: make(chan struct{})}
	u.state.Set(State{Since: time.Now(), Text: "connecting to the broker"})
	return u
}

// State returns how the uplink stands.
func (u *Uplink) State() State { return u.state.Get() }

// Heard is closed when devices are heard for the first time. Until then the
// broker passes on to nobody what they say, although it takes it.
func (u *Uplink) Heard() <-chan struct{} { return u.heard }

// Run connects, answers, and connects again for as long as ctx lives. A broker
// that is away is no reason to end. It returns nil.
func (u *Uplink) Run(ctx context.Context) error {
	for retry := firstRetry; ctx.Err() == nil; {
		began := time.Now()
		err := u.connection(ctx)
		if ctx.Err() != nil {
			break
		}
		if time.Since(began) > lastRetry {
			retry = firstRetry
		}
		u.tell(State{Text: fmt.Sprintf("%v; trying again by itself", err)})
		// Full jitter, so that many who lost one broker do not come back at once.
		wait(ctx, mathrand.N(retry)+firstRetry/10)
		retry = min(2*retry, lastRetry)
	}
	return nil //nolint:nilerr // told already, by State and log
}

// connection dials, subscribes, and answers until the connection ends.
func (u *Uplink) connection(ctx context.Context) error {
	dialing, stop := context.WithTimeout(ctx, dialWait)
	c, err := mqtt.Dial(dialing, mqtt.Options{Broker: u.Broker, ClientID: clientID(), Filters: []string{wire.UpAll}, Queue: queue, TLS: u.TLS, Log: u.Log, Dial: u.Dial})
	stop()
	if err != nil {
		return err
	}
	defer c.Close()
	u.tell(State{Connected: true})
	select {
	case <-u.heard: // not the first time
	default:
		close(u.heard)
	}
	u.newest, u.given = 0, 0
	changed, end := u.Ledger.Watch()
	defer end()
	tick := time.NewTicker(look)
	defer tick.Stop()
	if err := u.sendNews(ctx, c); err != nil {
		return err
	}
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-c.Done():
			return c.Err()
		case m := <-c.Messages():
			err = u.take(ctx, c, gather(m, c.Messages()))
		case <-changed:
			err = u.sendNews(ctx, c)
		case <-tick.C:
			err = u.sendNews(ctx, c)
		}
		if err != nil {
			return err
		}
	}
}

// sendNews sends the books and commands that were not sent on this connection
// yet. Other processes make them too.
func (u *Uplink) sendNews(ctx context.Context, c *mqtt.Conn) error {
	if err := u.sendBooks(ctx, c); err != nil {
		return err
	}
	return u.sendCommanded(ctx, c)
}

// sendBooks sends the manifests that were not sent on this connection yet,
// retained, so that devices hear of them when they come.
func (u *Uplink) sendBooks(ctx context.Context, c *mqtt.Conn) error {
	ctx, stop := context.WithTimeout(ctx, answerWait)
	defer stop()
	heads, err := u.Ledger.Heads(ctx, u.newest)
	if errors.Is(err, context.Canceled) { // we are told to end
		return nil
	}
	if err != nil {
		u.Log.Error("the price books cannot be read", slog.Any("error", err))
		return nil
	}
	for _, h := range heads {
		payload, err := wire.Encode(h.Signed)
		if err != nil {
			u.Log.Error("a price book cannot be sent", slog.String("store", h.Store), slog.Uint64("book", h.Version), slog.Any("error", err))
		} else if err := c.Send(ctx, wire.Message{Topic: wire.Address{Tenant: h.Tenant, Store: h.Store}.BookHead(), Payload: payload, QoS: 1, Retain: true}); err != nil {
			return err
		} else {
			u.Log.Info("price book is out", slog.String("store", h.Store), slog.Uint64("book", h.Version))
		}
		u.newest = h.N
	}
	return nil
}

// tell keeps the state and logs it when it is another.
func (u *Uplink) tell(s State) {
	was := u.state.Get()
	if was.Connected == s.Connected && was.Text == s.Text {
		return
	}
	s.Since = time.Now()
	u.state.Set(s)
	if s.Connected {
		u.Log.Info("connected to the broker", slog.String("broker", u.Broker))
	} else {
		u.Log.Warn("not connected to the broker", slog.String("broker", u.Broker), slog.String("text", s.Text))
	}
}

// clientID is another for each connection: brokers end an older connection of
// the same name, and two headquarters must not do that to each other.
func clientID() string {
	var b [6]byte
	_, _ = rand.Read(b[:]) // never fails
	return "endcap-hq-" + hex.EncodeToString(b[:])
}

func wait(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}
