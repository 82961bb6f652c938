package uplink

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"endcap/internal/hq/ledger"
	"endcap/sync/wire"
)

// answer does what a message asks and returns what is sent back. What cannot
// be read is kept aside and not answered.
func (u *Uplink) answer(ctx context.Context, m wire.Message, now time.Time) ([]wire.Message, error) {
	from, kind, err := wire.ParseTopic(m.Topic)
	if err != nil || from.Tenant != u.Tenant {
		u.Log.Debug("a message that is not for us", slog.String("topic", m.Topic))
		return nil, nil //nolint:nilerr // other users of the broker may say what they like
	}
	var out []wire.Message
	switch kind {
	case wire.KindHello:
		out, err = u.hello(ctx, from, m, now)
	case wire.KindGet:
		out, err = u.get(ctx, from, m)
	case wire.KindStatus:
		err = u.status(ctx, from, m, now)
	default:
		stream, ours := wire.StreamOf(kind)
		if !ours { // a newer device may say more
			return nil, nil
		}
		out, err = u.events(ctx, from, stream, m, now)
	}
	if errors.Is(err, wire.ErrMalformed) || errors.Is(err, wire.ErrTooLarge) {
		u.Log.Warn("a message that cannot be read is kept aside", slog.String("topic", m.Topic), slog.Any("error", err))
		return nil, u.Ledger.Unreadable(ctx, from, kind, m.Payload, err, now)
	}
	return out, err
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
	return reply(from, wire.KindWelcome, wire.Welcome{Session: h.Session, Nonce: h.Nonce, Time: now.UTC(), Upto: upto, Book: book, Twin: twin})
}

func (u *Uplink) events(ctx context.Context, from wire.Address, stream wire.Stream, m wire.Message, now time.Time) ([]wire.Message, error) {
	b, err := wire.DecodeBatch(m.Payload)
	if err != nil {
		return nil, err
	}
	if b.From != from || b.Stream != stream {
		return nil, fmt.Errorf("%w: events of %s/%s %s came on the topic of %s/%s %s", wire.ErrMalformed, b.From.Store, b.From.Device, b.Stream, from.Store, from.Device, stream)
	}
	upto, bad, err := u.Ledger.Append(ctx, b, now)
	if err != nil {
		return nil, err
	}
	if len(bad) > 0 {
		u.Log.Warn("events were kept aside: they add to no sum", slog.String("store", from.Store), slog.String("device", from.Device), slog.Any("seq", bad))
	}
	return reply(from, wire.KindAck, wire.Ack{Mark: wire.Mark{Stream: b.Stream, Incarnation: b.Incarnation, Upto: upto}, Bad: bad})
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
