package ledger

import (
	"context"
	"database/sql"
	"fmt"

	"endcap/offers/money"
	"endcap/offers/quota"
)

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
