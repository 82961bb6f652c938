package ledger

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"endcap/offers/money"
	"endcap/offers/play"
	"endcap/offers/quota"
	"endcap/sync/wire"
)

// ErrNoBook is returned when no device can be granted anything: it has never
// told of a book of grants, its twin spoke last, or it is no cart.
var ErrNoBook = errors.New("no device there can take a grant: it has to have called with a program that knows grants")

// Sharing is how some of a budget is split over devices.
type Sharing struct {
	Tenant, Store string
	// Devices are names of carts; none are all of the store that can take
	// grants.
	Devices []string
	// Offer or Account is what is granted.
	Offer, Account string
	// Budget, if not nil, is what may be given of the offer in all from now on.
	Budget *Budget
	// Part is how much is granted of what is left of an offer's budget.
	Part money.Percent
	// Points are granted of an account, no more than it holds.
	Points int64
	// Serials are coupons of the offer. A number is granted once for ever.
	Serials quota.Serials
	Until   time.Time
	For     time.Duration // how long a device may take its grant
}

// Granted is a grant and the device that it is for.
type Granted struct {
	N       int64       `json:"n"`
	Store   string      `json:"store"`
	Device  string      `json:"device"`
	Book    string      `json:"-"`
	Grant   quota.Grant `json:"grant"`
	Command uint64      `json:"command"` // its number, among those of the device
	// State is how far the command has come that brings it.
	State CommandState `json:"state"`
	// Closed is set once the device gives no more of it: what it gave is Took.
	Closed bool       `json:"closed,omitempty"`
	Took   wire.Taken `json:"took,omitzero"`
}

// taker is a device that can take grants.
type taker struct {
	id           int64
	device, book string
}

// Grant splits some of what is left over devices, each of which is given a
// command. What all grants add up to, less what is proven never to be given,
// stays within the budget, whoever else grants at the same time.
func (l *Ledger) Grant(ctx context.Context, o Sharing, now time.Time) (out []Granted, err error) {
	err = l.update(ctx, func(tx *sql.Tx) error {
		out = nil // it may have begun before
		to, err := takers(ctx, tx, o)
		if err != nil {
			return err
		}
		grants, err := o.split(ctx, tx, len(to))
		if err != nil {
			return err
		}
		for i, g := range grants {
			if g == (quota.Grant{}) {
				continue // there was not enough for this one
			}
			given, err := o.give(ctx, tx, to[i], g, now)
			if err != nil {
				return err
			}
			out = append(out, given)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("ledger: grant %s%s: %w", o.Offer, o.Account, err)
	}
	return out, nil
}

// takers returns the devices of a sharing, by name.
func takers(ctx context.Context, tx *sql.Tx, o Sharing) (all []taker, err error) {
	rows, err := tx.QueryContext(ctx, "SELECT id, device, quotas FROM devices WHERE tenant=? AND store=? AND quotas<>'' AND twin=0 AND role='cart' ORDER BY device", o.Tenant, o.Store)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // rows.Err tells
	missing := slices.Clone(o.Devices)
	for rows.Next() {
		var t taker
		if err := rows.Scan(&t.id, &t.device, &t.book); err != nil {
			return nil, err
		}
		if len(o.Devices) == 0 || slices.Contains(o.Devices, t.device) {
			all = append(all, t)
		}
		missing = slices.DeleteFunc(missing, func(name string) bool { return name == t.device })
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	if len(all) == 0 || len(missing) > 0 {
		return nil, fmt.Errorf("%w: store %s %q", ErrNoBook, o.Store, missing)
	}
	return all, nil
}

// give keeps a grant, and the command that brings it.
func (o Sharing) give(ctx context.Context, tx *sql.Tx, to taker, g quota.Grant, now time.Time) (out Granted, err error) {
	if g.Offer != "" {
		if g.Seed, err = seed(ctx, tx, o.Tenant, o.Offer, to.device); err != nil {
			return out, err
		}
	}
	c := newCommand(wire.Address{Tenant: o.Tenant, Store: o.Store, Device: to.device}, Order{Kind: wire.Granting, For: o.For}, now)
	g.ID, g.Until = c.ID, o.Until.UTC().Truncate(time.Millisecond)
	if err := g.Check(); err != nil {
		return out, err
	}
	if c.Args, err = json.Marshal(wire.Granted{Book: to.book, Grant: g}); err != nil {
		return out, err
	}
	if err := giveCommand(ctx, tx, &c, false); err != nil {
		return out, err
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO grants (id, device, book, tenant, offer, account, uses, money, points, first, last, until) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)`,
		g.ID, to.id, to.book, o.Tenant, g.Offer, g.Account, g.Uses, g.Money.Minor, g.Points, g.Serials.From, g.Serials.To, stamp(g.Until)); err != nil {
		return out, err
	}
	g.Seed = play.Secret{} // nobody else's
	return Granted{Store: o.Store, Device: to.device, Book: to.book, Grant: g, Command: c.Number, State: CommandWaiting}, nil
}

// closeNeverTaken closes the grants that their devices did not take and never
// will: the command came to nothing, the device is past its number, and has the
// book still that it was for.
func closeNeverTaken(ctx context.Context, tx *sql.Tx, tenant, offer, account string) error {
	_, err := tx.ExecContext(ctx, `UPDATE grants SET closed=1 WHERE closed=0 AND tenant=? AND offer=? AND account=?
		AND EXISTS (SELECT 1 FROM commands c JOIN devices d ON d.id=c.device
			WHERE c.id=grants.id AND c.state IN (?,?,?) AND c.number <= d.taken AND d.quotas=grants.book)`,
		tenant, offer, account, string(wire.Failed), string(wire.Refused), string(wire.Expired))
	return err
}
