package ledger

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"endcap/offers/money"
	"endcap/sync/wire"
)

// Usage is what became of a budget.
type Usage struct {
	Budget
	// Granted is what devices may give or gave; the rest of the budget is left.
	Granted wire.Taken `json:"granted"`
	// Redeemed is what they told that they gave.
	Redeemed wire.Taken `json:"redeemed"`
}

// Usage returns what became of an offer's budget.
func (l *Ledger) Usage(ctx context.Context, tenant, offer string) (u Usage, err error) {
	var out figures
	if u.Budget, _, err = findBudget(ctx, l.read, tenant, offer); err == nil {
		out, err = outstanding(ctx, l.read, tenant, offer, "")
	}
	if err == nil {
		u.Granted = wire.Taken{Uses: out.uses, Money: out.money, Points: out.points}
		err = l.read.QueryRowContext(ctx, `SELECT CAST(coalesce(sum(uses), 0) AS BIGINT), CAST(coalesce(sum(money), 0) AS BIGINT) FROM redeemed WHERE tenant=? AND offer=?`,
			tenant, offer).Scan(&u.Redeemed.Uses, &u.Redeemed.Money)
	}
	if err != nil {
		return u, fmt.Errorf("ledger: budget of %s: %w", offer, explain(err))
	}
	return u, nil
}

const grantSQL = `SELECT g.n, d.store, d.device, g.book, g.id, g.offer, g.account, g.uses, g.money, coalesce(b.currency, ''), g.points, g.first, g.last, g.until,
	c.number, c.state, g.closed, g.took_uses, g.took_money, g.took_points
	FROM grants g JOIN devices d ON d.id=g.device JOIN commands c ON c.id=g.id LEFT JOIN budgets b ON b.tenant=g.tenant AND b.offer=g.offer `

func scanGrant(r interface{ Scan(...any) error }) (g Granted, err error) {
	var until, currency string
	if err = r.Scan(&g.N, &g.Store, &g.Device, &g.Book, &g.Grant.ID, &g.Grant.Offer, &g.Grant.Account, &g.Grant.Uses, &g.Grant.Money.Minor, &currency,
		&g.Grant.Points, &g.Grant.Serials.From, &g.Grant.Serials.To, &until, &g.Command, &g.State, &g.Closed, &g.Took.Uses, &g.Took.Money, &g.Took.Points); err != nil {
		return g, err
	}
	if g.Grant.Until = unstamp(until); g.Grant.Money.Minor > 0 {
		g.Grant.Money.Currency, err = money.ParseCurrency(currency)
	}
	return g, err
}

// Grants returns the grants of an offer, or of an account, newest first and
// without their seeds, at most 1,000. A store of "" is every one.
func (l *Ledger) Grants(ctx context.Context, tenant, store, offer, account string) ([]Granted, error) {
	return list(ctx, l, "grants", func(r *sql.Rows) (Granted, error) { return scanGrant(r) },
		grantSQL+"WHERE g.tenant=? AND (?='' OR d.store=?) AND g.offer=? AND g.account=? ORDER BY g.n DESC LIMIT ?", tenant, store, store, offer, account, maxRows)
}

// TakeBack has each device that holds a grant of an offer, or of an account,
// give back what is left of it. The grants are closed as the devices tell.
func (l *Ledger) TakeBack(ctx context.Context, o Sharing, now time.Time) (n int, err error) {
	err = l.update(ctx, func(tx *sql.Tx) error {
		n = 0
		if err := closeNeverTaken(ctx, tx, o.Tenant, o.Offer, o.Account); err != nil {
			return err
		}
		open, err := openGrants(ctx, tx, o)
		if err != nil {
			return err
		}
		for _, g := range open {
			c := newCommand(wire.Address{Tenant: o.Tenant, Store: g.Store, Device: g.Device}, Order{Kind: wire.Granting, For: o.For}, now)
			if c.Args, err = json.Marshal(wire.Granted{Book: g.Book, End: g.Grant.ID}); err != nil {
				return err
			}
			if err := giveCommand(ctx, tx, &c, false); err != nil {
				return err
			}
			n++
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("ledger: take back grants of %s%s: %w", o.Offer, o.Account, err)
	}
	return n, nil
}

// openGrants returns every grant that a device may still give of, however many
// are closed.
func openGrants(ctx context.Context, tx *sql.Tx, o Sharing) (open []Granted, err error) {
	rows, err := tx.QueryContext(ctx, grantSQL+"WHERE g.tenant=? AND (?='' OR d.store=?) AND g.offer=? AND g.account=? AND g.closed=0 ORDER BY g.n",
		o.Tenant, o.Store, o.Store, o.Offer, o.Account)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // rows.Err tells
	for rows.Next() {
		g, err := scanGrant(rows)
		if err != nil {
			return nil, err
		}
		open = append(open, g)
	}
	return open, rows.Err()
}

// ended closes a grant of which a device has told what it gave.
func (a *appending) ended(s *stream, r wire.CommandResult) error {
	var args string
	err := a.tx.QueryRowContext(a.ctx, "SELECT args FROM commands WHERE device=? AND id=?", s.device.id, plain(r.ID)).Scan(&args)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	var g wire.Granted
	var took wire.Taken
	_ = json.Unmarshal([]byte(args), &g) // the arguments are ours
	if told := json.Unmarshal([]byte(r.Text), &took) == nil; g.End == "" || !told {
		return nil // it was a grant; or what the device gave is not known, and the grant counts whole
	}
	_, err = a.tx.ExecContext(a.ctx, `UPDATE grants SET closed=1, took_uses=?, took_money=?, took_points=? WHERE id=? AND device=? AND closed=0
		AND ? BETWEEN 0 AND uses AND ? BETWEEN 0 AND money AND ? BETWEEN 0 AND points`,
		took.Uses, took.Money, took.Points, g.End, s.device.id, took.Uses, took.Money, took.Points)
	return err
}
