package uplink

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"endcap/sync/mqtt"
	"endcap/sync/wire"
)

// commands returns what a device has to be told to do now, signed, and keeps
// that it was sent. A fresh command carries the nonce of the device's hello.
func (u *Uplink) commands(ctx context.Context, to wire.Address, now time.Time) (out []wire.Message, err error) {
	if u.Sign == nil {
		return nil, nil
	}
	due, nonce, err := u.Ledger.Waiting(ctx, to, now)
	if err != nil || len(due) == 0 {
		return nil, err
	}
	for _, c := range due {
		if c.Fresh {
			c.Nonce = nonce
		}
		signed, err := u.Sign(c.Command)
		if err != nil {
			return nil, err
		}
		m, err := reply(to, wire.KindCommand, signed)
		if err != nil {
			return nil, err
		}
		out = append(out, m...)
	}
	return out, u.Ledger.Sent(ctx, to, due[len(due)-1].Number, now)
}

// sendCommanded sends their commands to the devices that were given one since
// the last look.
func (u *Uplink) sendCommanded(ctx context.Context, c *mqtt.Conn) error {
	ctx, stop := context.WithTimeout(ctx, answerWait)
	defer stop()
	if u.Sign == nil {
		return nil
	}
	list, err := u.Ledger.Commanded(ctx, u.given)
	if errors.Is(err, context.Canceled) { // we are told to end
		return nil
	}
	if err != nil {
		u.Log.Error("the commands cannot be read", slog.Any("error", err))
		return nil
	}
	for _, to := range list {
		u.given = to.N
		if to.Tenant != u.Tenant || !u.mine(to.Address) {
			continue
		}
		out, err := u.commands(ctx, to.Address, time.Now())
		if err != nil {
			u.Log.Error("commands were not sent; they go with the device's next hello", slog.String("store", to.Store), slog.String("device", to.Device), slog.Any("error", err))
			continue
		}
		if err := send(ctx, c, out); err != nil {
			return err
		}
	}
	return nil
}
