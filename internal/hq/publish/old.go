package publish

import (
	"context"
	"fmt"
	"time"

	"endcap/internal/hq/ledger"
	"endcap/offers"
	"endcap/offers/catalog"
)

// remembered is how long a device that says nothing is one of its store.
const remembered = 30 * 24 * time.Hour

// knows reports whether a device knows the words of an offer.
func knows(d ledger.Vocabulary, o *offers.Offer) bool {
	return d.Device == "" || uint64(o.Vocabulary()) <= d.Offers
}

// LeftOut returns the offers for a store that stay out of its book because one
// of its devices, whose name follows, has an older program and would refuse
// the whole book for them, or give them otherwise than they are meant.
func LeftOut(ctx context.Context, l *ledger.Ledger, tenant, store string, list []offers.Offer, now time.Time) (ids []string, device string, err error) {
	old, err := l.Oldest(ctx, tenant, store, now.Add(-remembered))
	if err != nil {
		return nil, "", fmt.Errorf("publish: store %s: %w", store, err)
	}
	for i := range list {
		if list[i].IsFor(store) && !knows(old, &list[i]) {
			ids = append(ids, list[i].ID)
		}
	}
	return ids, old.Device, nil
}

// understood refuses products that a device would refuse the whole book for.
func (b *Book) understood(old ledger.Vocabulary) error {
	if old.Device == "" || old.Offers >= 2 {
		return nil
	}
	for _, p := range b.Products {
		if p.Sold == catalog.PerLitre || p.Sold == catalog.PerMetre {
			return fmt.Errorf("%w: product %s (%s) is sold by the %s, and %s would refuse the whole book for it: its program is older; update it first",
				ErrFile, p.GTIN, p.Name, p.Sold, old.Device)
		}
	}
	return nil
}
