package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"endcap/offers/money"
	"endcap/offers/quota"
)

// ErrBudget is returned when what is asked for is more than may be given in
// all, or a budget does not fit what was granted of it.
var ErrBudget = errors.New("the budget does not allow it")

// Budget is what may be given of one offer in all; a figure of zero is without
// end.
type Budget struct {
	Uses  int64        `json:"uses,omitempty"`
	Money money.Amount `json:"money,omitzero"`
}

func (b Budget) check() error {
	g := quota.Grant{ID: "budget", Offer: "budget", Uses: b.Uses, Money: b.Money, Until: unstamp("2000-01-01T00:00:00.000Z")}
	if err := g.Check(); err != nil {
		return fmt.Errorf("%w: give it uses from 1, or money from 1 minor unit, up to %d", ErrBudget, int64(quota.MaxFigure))
	}
	return nil
}

// figures are uses, minor units and points.
type figures struct{ uses, money, points int64 }

// findBudget returns an offer's budget, false where it has none.
func findBudget(ctx context.Context, q querier, tenant, offer string) (b Budget, ok bool, err error) {
	var currency string
	err = q.QueryRowContext(ctx, "SELECT uses, money, currency FROM budgets WHERE tenant=? AND offer=?", tenant, offer).Scan(&b.Uses, &b.Money.Minor, &currency)
	if errors.Is(err, sql.ErrNoRows) {
		return b, false, nil
	}
	if err == nil && currency != "" {
		b.Money.Currency, err = money.ParseCurrency(currency)
	}
	return b, err == nil, err
}

// setBudget changes an offer's budget. What was granted has to fit into it.
func setBudget(ctx context.Context, tx *sql.Tx, tenant, offer string, b Budget, out figures) error {
	if err := b.check(); err != nil {
		return err
	}
	was, ok, err := findBudget(ctx, tx, tenant, offer)
	switch {
	case err != nil:
		return err
	case ok && was.Money.Currency != b.Money.Currency:
		return fmt.Errorf("%w: it is %s, and a budget keeps its currency", ErrBudget, was.Money)
	case ok && (was.Uses == 0) != (b.Uses == 0):
		return fmt.Errorf("%w: a budget that counts uses always does, and one that does not never will; name the offer anew", ErrBudget)
	case b.Uses > 0 && b.Uses < out.uses, b.Money.Minor > 0 && b.Money.Minor < out.money:
		return fmt.Errorf("%w: %d uses and %d minor units are granted already; take some back first", ErrBudget, out.uses, out.money)
	}
	if !ok {
		if err := noneWithoutEnd(ctx, tx, tenant, offer); err != nil {
			return err
		}
	}
	currency := ""
	if b.Money != (money.Amount{}) {
		currency = b.Money.Currency.String()
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO budgets (tenant, offer, uses, money, currency) VALUES (?,?,?,?,?)
		ON CONFLICT (tenant, offer) DO UPDATE SET uses=excluded.uses, money=excluded.money`, tenant, offer, b.Uses, b.Money.Minor, currency)
	return err
}

// noneWithoutEnd refuses a budget for an offer of which devices may give what
// no budget bounds: coupons that were granted before it had one.
func noneWithoutEnd(ctx context.Context, q querier, tenant, offer string) error {
	var open int64
	err := q.QueryRowContext(ctx, "SELECT count(*) FROM grants WHERE tenant=? AND offer=? AND account='' AND closed=0", tenant, offer).Scan(&open)
	if err == nil && open > 0 {
		err = fmt.Errorf("%w: %d grants of coupons are out that it would not bound; take them back first", ErrBudget, open)
	}
	return err
}

// outstanding is what grants let devices give, or what they gave of those that
// are closed.
func outstanding(ctx context.Context, q querier, tenant, offer, account string) (out figures, err error) {
	const sum = "CAST(coalesce(sum(CASE WHEN closed=1 THEN took_%[1]s ELSE %[1]s END), 0) AS BIGINT)"
	err = q.QueryRowContext(ctx, "SELECT "+fmt.Sprintf(sum+", ", "uses")+fmt.Sprintf(sum+", ", "money")+fmt.Sprintf(sum, "points")+
		" FROM grants WHERE tenant=? AND offer=? AND account=?", tenant, offer, account).Scan(&out.uses, &out.money, &out.points)
	return out, err
}
