package offers

import (
	"cmp"
	"slices"
)

// canonical puts lines in an order that depends on what they are and not on
// when they were scanned: all choices between equals are made in it.
func canonical(order []int32, lines []Line) {
	slices.SortStableFunc(order, func(a, b int32) int { return compareLines(&lines[a], &lines[b]) })
}

func compareLines(a, b *Line) int {
	if c := cmp.Compare(a.GTIN, b.GTIN); c != 0 {
		return c
	}
	if c := cmp.Or(cmp.Compare(a.SKU, b.SKU), cmp.Compare(a.Price, b.Price), cmp.Compare(a.Lot, b.Lot)); c != 0 {
		return c
	}
	return cmp.Or(
		cmp.Compare(a.Expiry.Year, b.Expiry.Year), cmp.Compare(a.Expiry.Month, b.Expiry.Month), cmp.Compare(a.Expiry.Day, b.Expiry.Day),
		cmp.Compare(a.Grams, b.Grams), cmp.Compare(a.Measured, b.Measured), cmp.Compare(a.Of, b.Of), cmp.Compare(a.PLU, b.PLU),
		cmp.Compare(a.Quantity, b.Quantity), cmp.Compare(a.Floor, b.Floor), cmp.Compare(a.Deposit, b.Deposit),
		cmp.Compare(a.Zone, b.Zone), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Brand, b.Brand), slices.Compare(a.Categories, b.Categories), slices.Compare(a.Tags, b.Tags),
		compareFlags(a.MarkedDown, b.MarkedDown), compareFlags(a.NoOffers, b.NoOffers), compareFlags(a.Override, b.Override),
	)
}

func compareFlags(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}
