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

// split returns a grant for each device, zero for one that gets none.
func (o Sharing) split(ctx context.Context, tx *sql.Tx, n int) ([]quota.Grant, error) {
	if err := closeNeverTaken(ctx, tx, o.Tenant, o.Offer, o.Account); err != nil {
		return nil, err
	}
	out, err := outstanding(ctx, tx, o.Tenant, o.Offer, o.Account)
	if err != nil {
		return nil, err
	}
	if o.Account != "" {
		return o.splitPoints(ctx, tx, out, n)
	}
	if o.Budget != nil {
		if err := setBudget(ctx, tx, o.Tenant, o.Offer, *o.Budget, out); err != nil {
			return nil, err
		}
	}
	b, ok, err := findBudget(ctx, tx, o.Tenant, o.Offer)
	switch {
	case err != nil:
		return nil, err
	case !ok && o.Serials == quota.Serials{}:
		return nil, fmt.Errorf("%w: it has none yet; say how often or for how much money it may be given in all", ErrBudget)
	}
	uses, err := o.part(b.Uses, out.uses, n)
	if err != nil {
		return nil, err
	}
	minor, err := o.part(b.Money.Minor, out.money, n)
	if err != nil {
		return nil, err
	}
	serials, err := o.serials(ctx, tx, n)
	if err != nil {
		return nil, err
	}
	grants, some := make([]quota.Grant, n), false
	for i := range grants {
		g := quota.Grant{Offer: o.Offer, Uses: uses[i], Serials: serials[i]}
		if minor[i] > 0 {
			g.Money = money.New(minor[i], b.Money.Currency)
		}
		// A figure of zero in a grant is without end, and in a share it is nothing.
		if (b.Uses > 0) == (g.Uses > 0) && (b.Money.Minor > 0) == (g.Money.Minor > 0) && (o.Serials == quota.Serials{}) == (g.Serials == quota.Serials{}) {
			grants[i], some = g, true
		}
	}
	if !some {
		return nil, fmt.Errorf("%w: too little is left for any device", ErrBudget)
	}
	return grants, nil
}

// part splits what is granted now of a figure of the budget.
func (o Sharing) part(budget, out int64, n int) ([]int64, error) {
	left, err := money.Ratio(max(0, budget-out), int64(o.Part), int64(money.Whole), money.Down)
	if err != nil {
		return nil, err
	}
	return quota.Share(left, n), nil
}

// splitPoints splits points of an account: all grants together are never more
// than it ever had to burn.
func (o Sharing) splitPoints(ctx context.Context, tx *sql.Tx, out figures, n int) ([]quota.Grant, error) {
	var had int64 // burned points are granted ones
	err := tx.QueryRowContext(ctx, `SELECT CAST(coalesce(sum(CASE WHEN target=? THEN points WHEN substr(target, 1, 5)='burn/' THEN 0 ELSE -points END), 0) AS BIGINT)
		FROM points WHERE tenant=? AND (source=? OR target=?)`, o.Account, o.Tenant, o.Account, o.Account).Scan(&had)
	if err != nil {
		return nil, err
	}
	if left := had - out.points; o.Points < 1 || o.Points > left {
		return nil, fmt.Errorf("%w: %d points are left that are not granted", ErrBudget, max(0, left))
	}
	grants := make([]quota.Grant, n)
	for i, p := range quota.Share(o.Points, n) {
		if p > 0 {
			grants[i] = quota.Grant{Account: o.Account, Points: p}
		}
	}
	return grants, nil
}

// serials splits a range of coupons, of which none may have been granted ever:
// one that was taken is known to one device only.
func (o Sharing) serials(ctx context.Context, tx *sql.Tx, n int) ([]quota.Serials, error) {
	out := make([]quota.Serials, n)
	if o.Serials == (quota.Serials{}) {
		return out, nil
	}
	if o.Serials.From < 1 || o.Serials.To < o.Serials.From || o.Serials.To > quota.MaxFigure {
		return nil, fmt.Errorf("%w: coupons %d to %d; they are numbered from 1", ErrBudget, o.Serials.From, o.Serials.To)
	}
	var taken int64
	if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM grants WHERE tenant=? AND offer=? AND first>0 AND first<=? AND last>=?",
		o.Tenant, o.Offer, o.Serials.To, o.Serials.From).Scan(&taken); err != nil {
		return nil, err
	}
	if taken > 0 {
		return nil, fmt.Errorf("%w: some of the coupons %d to %d were granted before; each is granted once", ErrBudget, o.Serials.From, o.Serials.To)
	}
	from := o.Serials.From
	for i, count := range quota.Share(o.Serials.To-from+1, n) {
		if count > 0 {
			out[i] = quota.Serials{From: from, To: from + count - 1}
		}
		from += count
	}
	return out, nil
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
