package cases

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"endcap/offers"
	"endcap/offers/money"
)

type policy struct {
	Order       string `json:"order"`
	Combine     string `json:"combine"`
	Rounding    string `json:"rounding"`
	Remainder   string `json:"remainder"`
	PercentBase string `json:"percent_base"` // of line and basket
	UnitBase    string `json:"unit_percent_base"`
	Spread      string `json:"spread"`
}

// UnmarshalJSON refuses unknown keys.
func (p *policy) UnmarshalJSON(b []byte) error {
	type plain policy
	return refuse(b, (*plain)(p), "policy")
}

// byPriority reports whether offers apply by priority rather than as listed.
func (p policy) byPriority() bool { return strings.Contains(p.Order, "priority") }

func (p policy) engine() (offers.Policy, error) {
	var e offers.Policy
	var faults []error
	pick := func(key, value string, known ...string) int {
		i := slices.Index(known, value)
		if i < 0 {
			faults = append(faults, fmt.Errorf("policy %s %q is not built yet", key, value))
		}
		return i
	}
	pick("order", p.Order, "", "listed", "priority-desc-then-listed", "exclusive-first-then-priority-desc-then-listed")
	e.Combine = offers.InTurn
	if pick("combine", p.Combine, "", "all", "best-of") == 2 {
		e.Combine = offers.BestOf
	}
	e.Rounding = []money.Rounding{money.HalfUp, money.HalfUp, money.HalfUp, money.HalfEven, money.Down}[1+pick("rounding", p.Rounding, "", "half-up", "half-even", "down")]
	if pick("remainder", p.Remainder, "", "largest-remainder", "floor-then-last") == 2 {
		e.Remainder = money.ToLast
	}
	pick("percent_base", p.PercentBase, "", "running-price")
	e.RunningBase = pick("unit_percent_base", p.UnitBase, "", "list", "running") == 2
	pick("spread", p.Spread, "", "proportional-largest-first")
	return e, errors.Join(faults...)
}

type offer struct {
	ID             string            `json:"id"`
	Priority       int64             `json:"priority"`
	Exclusive      bool              `json:"exclusive"`
	Enabled        *bool             `json:"enabled"`
	CouponCodes    []string          `json:"coupon_codes"`
	Valid          offers.Period     `json:"valid"`
	CouponValid    offers.Period     `json:"coupon_valid"`
	SkipMarkedDown bool              `json:"skip_marked_down_items"`
	Conditions     []condition       `json:"conditions"`
	Rewards        []json.RawMessage `json:"rewards"`
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
		if k.Type == "weekday" && c.Context.Weekday != "" && !slices.Contains(k.AnyOf, c.Context.Weekday) {
			return false
		}
	}
	return true
}

// list translates the offers of the case into the engine's terms. The name of
// each is its id in the case.
func (c *Case) list(without []bool) ([]offers.Offer, error) {
	var list []offers.Offer
	for i := range c.Offers {
		o := &c.Offers[i]
		if without[i] || !o.on(c) {
			continue
		}
		e := offers.Offer{
			ID: fmt.Sprintf("o%d", i), Name: offers.Text{"en": o.ID}, Valid: o.Valid,
			Exclusive: o.Exclusive, SkipMarkedDown: o.SkipMarkedDown,
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
		for _, b := range o.Rewards {
			r, gives, err := reward(b)
			if err != nil {
				return nil, fmt.Errorf("offer %s: %w", o.ID, err)
			}
			if gives {
				e.Rewards = append(e.Rewards, r)
			}
		}
		if len(e.Rewards) > 0 {
			list = append(list, e)
		}
	}
	return list, nil
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

// reward translates a reward; one that gives nothing is left out.
func reward(b []byte) (r offers.Reward, gives bool, err error) {
	if err := refuse(b, &r, "reward"); err != nil {
		return r, false, err
	}
	var given struct { // where naught is not the same as nothing said
		Price    *int64 `json:"price"`
		MaxTimes *int64 `json:"max_times"`
		MaxUnits *int64 `json:"max_units"`
		Cap      *int64 `json:"cap"`
	}
	if err := json.Unmarshal(b, &given); err != nil {
		return r, false, fmt.Errorf("reward: %w", err)
	}
	naught := func(n *int64) bool { return n != nil && *n == 0 }
	r.Select, r.ApplyTo = whole(r.Select), whole(r.ApplyTo)
	for i := range r.Groups {
		r.Groups[i].Select = whole(r.Groups[i].Select)
	}
	if r.Buy != nil && r.Get != nil {
		r.Buy.Select, r.Get.Select = whole(r.Buy.Select), whole(r.Get.Select)
	}
	switch r.Type {
	case "fixed_unit_price", offers.UnitPrice:
		r.Type = offers.UnitPrice
		if naught(given.Price) {
			r = offers.Reward{Type: offers.PercentOff, Percent: money.Whole, Scope: offers.PerUnit, Select: r.Select}
		}
	case offers.GroupDeal:
		if naught(given.Price) {
			r.Percent = money.Whole
		}
		gives := r.Price > 0 || r.Percent > 0 || r.Amount > 0 || r.AmountPerUnit > 0 || r.FreeCheapest > 0
		return r, gives && !naught(given.MaxTimes), nil
	case offers.BuyGet:
		return r, !naught(given.MaxTimes), nil
	case offers.PercentOff, offers.AmountOff:
		return r, (r.Percent > 0 || r.Amount > 0) && !naught(given.MaxUnits) && !naught(given.Cap), nil
	case offers.FirstAdditional:
		return r, r.First > 0 || r.Additional > 0, nil
	case offers.Tiered:
	}
	return r, true, nil
}
