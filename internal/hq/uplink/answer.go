package uplink

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"endcap/internal/hq/ledger"
	"endcap/sync/wire"
)

// answer does what a message that is not of events asks, and returns what is
// sent back.
func (u *Uplink) answer(ctx context.Context, m message, now time.Time) ([]wire.Message, error) {
	switch m.kind {
	case wire.KindHello:
		return u.hello(ctx, m.from, m.Message, now)
	case wire.KindGet:
		return u.get(ctx, m.from, m.Message)
	case wire.KindStatus:
		return nil, u.status(ctx, m.from, m.Message, now)
	}
	return nil, nil // a newer device may say more
}

func (u *Uplink) hello(ctx context.Context, from wire.Address, m wire.Message, now time.Time) ([]wire.Message, error) {
	h, err := wire.Decode[wire.Hello](m.Payload)
	if err != nil {
		return nil, err
	}
	upto, twin, err := u.Ledger.Hello(ctx, from, h, now)
	if err != nil {
		return nil, err
	}
	book, err := u.Ledger.Head(ctx, from.Tenant, from.Store)
	if err != nil {
		return nil, err
	}
	out, err := reply(from, wire.KindWelcome, wire.Welcome{Session: h.Session, Nonce: h.Nonce, Time: now.UTC(), Upto: upto, Book: book, Twin: twin})
	if err != nil {
		return nil, err
	}
	commands, err := u.commands(ctx, from, now)
	return append(out, commands...), err
}

// get answers with chunks, each as it was published. A chunk that is of no
// kept book is left out: the device asks by a manifest that is no longer the
// newest, and the newest is on its way.
func (u *Uplink) get(ctx context.Context, from wire.Address, m wire.Message) (out []wire.Message, err error) {
	g, err := wire.Decode[wire.Get](m.Payload)
	if err != nil {
		return nil, err
	}
	for _, name := range g.Chunks {
		b, err := u.Ledger.Chunk(ctx, from.Tenant, from.Store, name)
		switch {
		case errors.Is(err, ledger.ErrNoChunk):
			u.Log.Info("a chunk was asked for that no book has", slog.String("device", from.Device), slog.String("chunk", name))
		case err != nil:
			return nil, err
		default:
			out = append(out, wire.Message{Topic: from.Topic(wire.KindChunk), Payload: b})
		}
	}
	return out, nil
}

// status keeps presence. A retained "online" tells of a session that began
// before we listened; a device that is still there says hello again, because
// nobody has welcomed it.
func (u *Uplink) status(ctx context.Context, from wire.Address, m wire.Message, now time.Time) error {
	s, err := wire.Decode[wire.Status](m.Payload)
	if err != nil || s.Online && m.Retain {
		return err
	}
	return u.Ledger.Status(ctx, from, s, now)
}

// reply makes one message to a device. It goes with QoS 0: if it is lost, the
// device asks again.
func reply[T wire.Body](to wire.Address, kind string, body T) ([]wire.Message, error) {
	b, err := wire.Encode(body)
	if err != nil {
		return nil, err
	}
	return []wire.Message{{Topic: to.Topic(kind), Payload: b}}, nil
}
