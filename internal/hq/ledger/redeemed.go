package ledger

import (
	"cmp"
	"slices"

	"endcap/offers/money"
	"endcap/sync/wire"
)

type usedKey struct{ tenant, offer, currency string }

type used struct{ uses, money int64 }

// redeem adds what a basket took of a limited offer.
func (a *appending) redeem(tenant string, r wire.Redemption) {
	k := usedKey{tenant, r.Offer, ""}
	if r.Money.Currency != (money.Currency{}) {
		k.currency = r.Money.Currency.String()
	}
	was := a.used[k]
	a.used[k] = used{was.uses + r.Times, was.money + r.Money.Minor}
}

// redeemed writes the sums that were gathered, in the order of their keys.
func (a *appending) redeemed() error {
	keys := make([]usedKey, 0, len(a.used))
	for k := range a.used {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(x, y usedKey) int {
		return cmp.Or(cmp.Compare(x.tenant, y.tenant), cmp.Compare(x.offer, y.offer), cmp.Compare(x.currency, y.currency))
	})
	for _, k := range keys {
		if _, err := a.tx.ExecContext(a.ctx, `INSERT INTO redeemed (tenant, offer, currency, uses, money) VALUES (?,?,?,?,?)
			ON CONFLICT (tenant, offer, currency) DO UPDATE SET uses = redeemed.uses + excluded.uses, money = redeemed.money + excluded.money`,
			k.tenant, k.offer, k.currency, a.used[k].uses, a.used[k].money); err != nil {
			return err
		}
	}
	return nil
}
