package uplink

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"log/slog"
	"time"

	"endcap/internal/hq/ledger"
	"endcap/sync/mqtt"
	"endcap/sync/wire"
)

// message is a message of a device that is ours to answer.
type message struct {
	wire.Message
	from   wire.Address
	kind   string
	stream wire.Stream // of its events, if it carries some
}

// gather takes the messages that wait already, so that their events share
// one COMMIT: the longer it takes, the more do.
func gather(first wire.Message, waiting <-chan wire.Message) []wire.Message {
	list := []wire.Message{first}
	for len(list) < groupMessages {
		select {
		case m := <-waiting:
			list = append(list, m)
		default:
			return list
		}
	}
	return list
}

// take answers messages in their order. What the ledger does not take is
// logged and not answered; an error is the connection's.
func (u *Uplink) take(ctx context.Context, c *mqtt.Conn, list []wire.Message) error {
	ctx, stop := context.WithTimeout(ctx, answerWait)
	defer stop()
	var group []message
	var batches []wire.Batch
	events := 0
	flush := func() error {
		defer func() { group, batches, events = nil, nil, 0 }()
		return u.append(ctx, c, group, batches)
	}
	for _, raw := range list {
		m, ours := u.ours(raw)
		if !ours {
			continue
		}
		if m.stream == "" {
			if err := flush(); err != nil {
				return err
			}
			answers, err := u.answer(ctx, m, time.Now())
			u.failed(ctx, m, err)
			if err := send(ctx, c, answers); err != nil {
				return err
			}
			continue
		}
		b, err := m.batch()
		if err != nil {
			u.failed(ctx, m, err)
			continue
		}
		group, batches = append(group, m), append(batches, b)
		if events += len(b.Events); events >= groupEvents {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	return flush()
}

// ours takes a topic apart and passes over what is for others to answer.
func (u *Uplink) ours(raw wire.Message) (m message, ours bool) {
	m.Message = raw
	var err error
	if m.from, m.kind, err = wire.ParseTopic(raw.Topic); err != nil || m.from.Tenant != u.Tenant {
		u.Log.Debug("a message that is not for us", slog.String("topic", raw.Topic))
		return m, false // other users of the broker may say what they like
	}
	if s, ok := wire.StreamOf(m.kind); ok {
		m.stream = s
	}
	return m, u.mine(m.from)
}

// mine reports whether a device is of this uplink's part.
func (u *Uplink) mine(a wire.Address) bool {
	if u.Parts < 2 {
		return true
	}
	h := fnv.New32a()
	_, _ = h.Write([]byte(a.Store + "/" + a.Device)) // never fails
	return int(h.Sum32()%uint32(u.Parts)) == u.Part-1
}

// batch reads the events that a message carries.
func (m message) batch() (wire.Batch, error) {
	b, err := wire.DecodeBatch(m.Payload)
	if err == nil && (b.From != m.from || b.Stream != m.stream) {
		err = fmt.Errorf("%w: events of %s/%s %s came on the topic of %s/%s %s", wire.ErrMalformed,
			b.From.Store, b.From.Device, b.Stream, m.from.Store, m.from.Device, m.stream)
	}
	return b, err
}

// append stores batches with one COMMIT and acknowledges them after it. When
// one of them keeps the rest from being stored, each is tried alone.
func (u *Uplink) append(ctx context.Context, c *mqtt.Conn, from []message, batches []wire.Batch) error {
	if len(batches) == 0 {
		return nil
	}
	acks, err := u.Ledger.AppendAll(ctx, batches, time.Now())
	if err != nil && len(batches) > 1 && !hopeless(ctx, err) {
		for i := range batches {
			if err := u.append(ctx, c, from[i:i+1], batches[i:i+1]); err != nil {
				return err
			}
		}
		return nil
	}
	if err != nil {
		for _, m := range from {
			u.failed(ctx, m, err)
		}
		return nil
	}
	for i, a := range acks {
		if len(a.Bad) > 0 {
			u.Log.Warn("events were kept aside: they add to no sum", slog.String("store", from[i].from.Store), slog.String("device", from[i].from.Device),
				slog.String("stream", string(a.Stream)), slog.Any("seq", a.Bad))
		}
		answers, err := reply(from[i].from, wire.KindAck, a)
		u.failed(ctx, from[i], err)
		if err := send(ctx, c, answers); err != nil {
			return err
		}
	}
	return nil
}

// hopeless reports whether an error is that of the ledger and not of what it
// was given.
func hopeless(ctx context.Context, err error) bool {
	return ctx.Err() != nil || errors.Is(err, ledger.ErrAway) || errors.Is(err, ledger.ErrFull) || errors.Is(err, ledger.ErrLocked) || errors.Is(err, ledger.ErrDamaged)
}

// failed logs why a message was not answered. One that cannot be read is kept
// aside; asking for it again would not help.
func (u *Uplink) failed(ctx context.Context, m message, err error) {
	if errors.Is(err, wire.ErrMalformed) || errors.Is(err, wire.ErrTooLarge) {
		u.Log.Warn("a message that cannot be read is kept aside", slog.String("topic", m.Topic), slog.Any("error", err))
		err = u.Ledger.Unreadable(ctx, m.from, m.kind, m.Payload, err, time.Now())
	}
	if err != nil {
		u.Log.Error("a message was not answered; the device will send it again", slog.String("topic", m.Topic), slog.Any("error", err))
	}
}

// send sends messages until one cannot be.
func send(ctx context.Context, c *mqtt.Conn, list []wire.Message) error {
	for _, m := range list {
		if err := c.Send(ctx, m); err != nil {
			return err
		}
	}
	return nil
}
