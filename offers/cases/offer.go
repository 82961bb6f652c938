package cases

import (
	"slices"
	"strconv"
	"strings"

	"endcap/offers"
)

type offer struct {
	ID             string        `json:"id"`
	Priority       int64         `json:"priority"`
	Exclusive      bool          `json:"exclusive"`
	Enabled        *bool         `json:"enabled"`
	CouponCodes    []string      `json:"coupon_codes"`
	Valid          offers.Period `json:"valid"`
	CouponValid    offers.Period `json:"coupon_valid"`
	SkipMarkedDown bool          `json:"skip_marked_down_items"`
	Note           string        `json:"note"`
	Conditions     []condition   `json:"conditions"`
	Rewards        []reward      `json:"rewards"`
	Limits         struct {
		TotalUses       *int64 `json:"total_uses"`
		Used            int64  `json:"used"`
		UsesPerCustomer *int64 `json:"uses_per_customer"`
		UsedByCustomer  int64  `json:"used_by_customer"`
		Budget          *int64 `json:"budget"`
		Spent           int64  `json:"spent"`
	} `json:"limits"`
}

// UnmarshalJSON refuses unknown keys.
func (o *offer) UnmarshalJSON(b []byte) error {
	type plain offer
	return refuse(b, (*plain)(o), "offer")
}

type condition struct {
	Type     string         `json:"type"`
	Amount   int64          `json:"amount"`
	Quantity int64          `json:"quantity"`
	Count    int64          `json:"count"`
	N        int64          `json:"n"`
	Basis    offers.Basis   `json:"basis"`
	AnyOf    []string       `json:"any_of"`
	Select   *offers.Select `json:"select"`
}

// on reports whether the offer may apply at all: what is not about the basket.
func (o *offer) on(c *Case) bool {
	l := o.Limits
	if o.Enabled != nil && !*o.Enabled || l.TotalUses != nil && l.Used >= *l.TotalUses ||
		l.UsesPerCustomer != nil && l.UsedByCustomer >= *l.UsesPerCustomer || !o.CouponValid.Holds(c.Context.Now) {
		return false
	}
	for _, k := range o.Conditions {
		today := func(s string) bool { return day(s) == day(c.Context.Weekday) }
		if k.Type == "weekday" && c.Context.Weekday != "" && !slices.ContainsFunc(k.AnyOf, today) {
			return false
		}
	}
	return true
}

// day is a weekday as the engine names it, whether it was written short or
// long.
func day(s string) string {
	s = strings.ToLower(s)
	return s[:min(3, len(s))]
}

// id names an offer of the case for the engine.
func id(i int) string { return "o" + strconv.Itoa(i) }

// place is that of an offer with an id of the engine.
func place(id string) int {
	i, _ := strconv.Atoi(id[1:])
	return i
}

// list translates the offers of the case into the engine's terms. The name of
// each is its id in the case.
func (c *Case) list() []offers.Offer {
	var list []offers.Offer
	for i := range c.Offers {
		o := &c.Offers[i]
		if !o.on(c) {
			continue
		}
		e := offers.Offer{
			ID: id(i), Name: offers.Text{"en": o.ID}, Valid: o.Valid,
			Exclusive: o.Exclusive, SkipMarkedDown: o.SkipMarkedDown,
			Limits: offers.Limits{Budget: o.Limits.Budget},
		}
		if c.Policy.byPriority() {
			e.Priority = o.Priority
		}
		if len(o.CouponCodes) > 0 {
			e.Conditions = append(e.Conditions, offers.Condition{Type: offers.Coupon, Codes: o.CouponCodes})
		}
		for _, k := range o.Conditions {
			if e2, needed := k.engine(c.Context.Weekday != ""); needed {
				e.Conditions = append(e.Conditions, e2)
			}
		}
		for k := range o.Rewards {
			if r, gives := o.Rewards[k].engine(); gives {
				e.Rewards = append(e.Rewards, r)
			}
		}
		if c.Policy.Combine == bestPrice {
			compete(&e)
		}
		if len(e.Rewards) > 0 {
			list = append(list, e)
		}
	}
	return list
}

// engine translates a condition; one that always holds is not needed.
func (k condition) engine(weekdayKnown bool) (c offers.Condition, needed bool) {
	c = offers.Condition{Type: offers.ConditionType(k.Type), Amount: k.Amount, Basis: k.Basis, Quantity: k.Quantity, AnyOf: k.AnyOf, N: k.N, Select: whole(k.Select)}
	switch k.Type {
	case "min_spend":
		return c, k.Amount > 0
	case "min_quantity":
		return c, k.Quantity > 0
	case "distinct_products":
		c.Type, c.Quantity = offers.MinProducts, k.Count
		return c, k.Count > 0
	case "customer_group":
		c.Type = offers.Segment
	case "nth_order":
		c.Type = offers.NthVisit
	case "signed_in":
		c.Type = offers.Member
	case "contains":
		if c.Select == nil { // anything at all
			c.Type, c.Quantity = offers.MinQuantity, 1
		}
	case "weekday":
		c.AnyOf = nil
		for _, d := range k.AnyOf {
			c.AnyOf = append(c.AnyOf, day(d))
		}
		return c, !weekdayKnown
	}
	return c, true
}

// whole makes the empty select, which means everything, none.
func whole(s *offers.Select) *offers.Select {
	if s == nil || s.GTINs == nil && s.SKUs == nil && s.Categories == nil && s.MinUnitPrice == 0 && s.MaxUnitPrice == 0 && s.Not == nil {
		return nil
	}
	return s
}

// compete makes an offer that gives units something compete for them with all
// such offers of the case: a unit is in one of them, and what a buy_get gives
// may cost more than what was bought for it.
func compete(e *offers.Offer) {
	for i := range e.Rewards {
		r := &e.Rewards[i]
		switch r.Type {
		case offers.BuyGet:
			r.ChooseGet = offers.Any
		case offers.GroupDeal, offers.UnitPrice:
		case offers.PercentOff, offers.AmountOff, offers.Tiered, offers.FirstAdditional, offers.NearExpiry,
			offers.Gift, offers.PointsEarn, offers.PointsMultiply, offers.PointsBurn, offers.Voucher, offers.ManufacturerCoupon:
			if r.Scope != offers.PerUnit {
				return
			}
		}
	}
	e.StackGroup = "units"
}

// gives reports whether the offer has a reward of this type.
func (o *offer) gives(t offers.RewardType) bool {
	return slices.ContainsFunc(o.Rewards, func(w reward) bool { return w.Type == t })
}
