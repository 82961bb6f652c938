package catalog

import (
	"slices"

	"endcap/scanner/gs1"
)

// Cause says why a piece may not be sold. The zero value is no cause.
type Cause string

// Causes. Append only: they go to headquarters.
const (
	Sellable Cause = ""
	Expired  Cause = "expired"
	Recalled Cause = "recalled"
)

// AnyLot in Recalled stands for every lot.
const AnyLot = "*"

// Refuse says whether a piece of the product may not be sold today: its lot
// is recalled, or its last day (gs1.Item.LastDay, zero if not known) is over.
// A piece whose code tells no lot cannot be told from the recalled ones, so
// it is refused as long as any lot is.
func (p Product) Refuse(lot string, lastDay, today gs1.Date) Cause {
	switch {
	case len(p.Recalled) > 0 && (lot == "" || slices.Contains(p.Recalled, lot) || slices.Contains(p.Recalled, AnyLot)):
		return Recalled
	case lastDay != (gs1.Date{}) && lastDay.Before(today):
		return Expired
	}
	return Sellable
}
