package node

import (
	"context"
	"crypto/ed25519"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"time"

	"endcap/configs"
	"endcap/device"
	"endcap/internal/diag"
	"endcap/internal/store"
	"endcap/offers"
	"endcap/sync/command"
	"endcap/sync/mqtt"
	"endcap/sync/session"
	"endcap/sync/wire"
)

// uplink is the line to headquarters, fed by the store.
type uplink struct {
	*session.Session
	keys   []ed25519.PublicKey // of headquarters
	orders chan command.Order
	stop   func()
}

// newUplink returns nil when the configuration names no broker: the device
// works alone.
func newUplink(c configs.Config, st *store.Store, clock *watch, version string, log *slog.Logger) (*uplink, error) {
	if len(c.Sync.Brokers) == 0 {
		return nil, nil
	}
	key, err := c.Sync.Key.Read()
	if err != nil {
		return nil, fmt.Errorf("sync.key: %w", err)
	}
	a := address(c)
	changed, stop := st.Watch()
	var brokers []string
	for _, b := range c.Sync.Brokers {
		brokers = append(brokers, string(b))
	}
	u := &uplink{keys: []ed25519.PublicKey{key}, orders: make(chan command.Order, command.Queue), stop: stop}
	u.Session, err = session.New(session.Options{
		Address: a, Role: string(c.Role), Version: version, Brokers: brokers, Keys: u.keys,
		Store: st, Book: func() uint64 { m, _ := st.Book(); return m.Version }, Changed: changed,
		Orders: u.orders, Commanded: st.Commanded, Quotas: st.QuotaBook, Vocabulary: offers.Vocabulary,
		Clock: clock.reading, Met: clock.met, Room: func() int64 { return st.Stats().RoomBytes },
		Dial: dial(a, clock.secure(c.Sync.TLS.Files().Client), log), MaxWait: time.Duration(c.Sync.Retry), Log: log,
	})
	if err != nil {
		stop()
		return nil, err
	}
	return u, nil
}

func address(c configs.Config) wire.Address {
	return wire.Address{Tenant: string(c.Tenant), Store: string(c.Store), Device: string(c.Device)}
}

// dial opens one connection to a broker. The client ID is the name in the
// device's certificate: a broker can hold one against the other.
func dial(a wire.Address, secure func() (*tls.Config, error), log *slog.Logger) session.Dial {
	return func(ctx context.Context, broker string, will wire.Message, filters []string) (session.Pipe, error) {
		conn, err := mqtt.Dial(ctx, mqtt.Options{
			Broker: broker, ClientID: a.Tenant + "/" + a.Store + "/" + a.Device, Will: &will, Filters: filters, TLS: secure, Log: log,
		})
		if errors.Is(err, mqtt.ErrRefused) || errors.Is(err, mqtt.ErrTrust) {
			err = fmt.Errorf("%w: %w", session.ErrRefused, err)
		}
		if err != nil {
			return nil, err
		}
		return conn, nil
	}
}

// Run keeps the line open until ctx ends.
func (u *uplink) Run(ctx context.Context) error {
	defer u.stop()
	return u.Session.Run(ctx)
}

func (u *uplink) online() bool { return u.State().Online }

// since is when the line last came or went.
func (u *uplink) since() time.Time { return u.State().Since }

func (u *uplink) health() device.Health {
	s := u.State()
	h := device.Health{Part: "headquarters", State: device.Well, Since: s.Since, Text: fmt.Sprintf("connected through %s", s.Broker)}
	if !s.Online {
		h.State = device.Poor
		h.Text = fmt.Sprintf("not connected: everything is kept here until it is (%d events wait)", s.Pending)
		if s.Last != "" {
			h.Text += ": " + s.Last
		}
	}
	if s.Twin {
		h.State, h.Text = device.Poor, session.ErrTwin.Error()
	}
	for _, fault := range []string{s.Up, s.Down} {
		if fault != "" {
			h.State, h.Text = device.Poor, fault
		}
	}
	return h
}

func (u *uplink) facts() []diag.Fact {
	s := u.State()
	return []diag.Fact{
		{Group: "Sync", Name: "Events waiting", Text: strconv.FormatUint(s.Pending, 10)},
		{Group: "Sync", Name: "Session", Text: strconv.FormatUint(s.Session, 10)},
	}
}
