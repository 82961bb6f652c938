package cases

import (
	"encoding/json"
	"fmt"
	"slices"

	"endcap/offers"
	"endcap/offers/points"
	"endcap/offers/quota"
)

func (c *Case) answer() (map[string]any, error) {
	figures, err := c.figures()
	if err != nil || len(c.Expect) == 0 {
		return figures, err
	}
	out := make(map[string]any, len(c.Expect))
	for key, asked := range c.Expect {
		f, ok := figures[key]
		if !ok {
			return nil, fmt.Errorf("%s is not built yet", key)
		}
		out[key] = only(f, asked)
	}
	return out, nil
}

// only narrows a figure by line, offer or field to those that are asked for.
func only(figure any, asked json.RawMessage) any {
	var keys map[string]json.RawMessage
	if json.Unmarshal(asked, &keys) != nil || len(keys) == 0 {
		return figure
	}
	out := make(map[string]any, len(keys))
	for k, asked := range keys {
		switch f := figure.(type) {
		case map[string]int64:
			out[k] = f[k]
		case map[string][]int64:
			out[k] = f[k]
		case map[string]lacks:
			if out[k] = nil; f[k] != nil || string(asked) != "null" {
				out[k] = only(map[string]int64(f[k].orNone()), asked)
			}
		case map[string]any:
			if v, ok := f[k]; ok {
				out[k] = only(v, asked)
			}
		default:
			return figure
		}
	}
	return out
}

// figures are all that is known of a case, by the keys of expect.
func (c *Case) figures() (map[string]any, error) {
	switch c.Profile {
	case "", "price", "tax", "points":
		r, err := c.price()
		if err != nil {
			return nil, err
		}
		return c.priced(r)
	case "messages":
		missing, err := c.missing()
		return map[string]any{"missing": missing}, err
	case "gs1":
		coupon, err := c.coupon()
		return map[string]any{"gs1_coupon": coupon}, err
	}
	return nil, fmt.Errorf("profile %s is not built yet", c.Profile)
}

// priced are the figures of a priced case.
func (c *Case) priced(r offers.Result) (map[string]any, error) {
	discounts, totals, units := map[string]int64{}, map[string]int64{}, map[string][]int64{}
	for _, p := range r.Lines {
		l := c.Basket[p.Number-1]
		discounts[l.Line] += p.Gross.Minor - p.Net.Minor
		totals[l.Line] += p.Net.Minor
		for _, u := range p.Units {
			for range u.Quantity {
				units[l.Line] = append(units[l.Line], l.UnitPrice-u.Each.Minor)
			}
		}
		slices.SortStableFunc(units[l.Line], func(a, b int64) int { return int(min(max(b-a, -1), 1)) })
	}
	applied := map[string]int64{}
	for _, a := range r.Applied {
		applied[a.Name] += a.Saved.Minor
	}
	f := map[string]any{
		"subtotal": r.Subtotal.Minor, "discount_total": r.Saved.Minor, "basket_total": r.Total.Minor,
		"line_discounts": discounts, "line_totals": totals, "unit_discounts": units, "applied": applied,
		"points_earned": r.Earned, "points_burned": r.Burned, "gift_units": c.gifts(r),
	}
	if r.Burned > 0 {
		f["basket_total"] = r.Due.Minor // a reward as any other
	}
	if c.Tax == nil {
		return f, nil
	}
	level, ok := map[string]offers.TaxLevel{
		"line": offers.TaxPerLine, "unit": offers.TaxPerUnit, "unit-unrounded": offers.TaxPerReceipt,
	}[c.Tax.Level]
	if !ok {
		return nil, fmt.Errorf("tax rounding_level %q is not built yet; use line, unit or unit-unrounded", c.Tax.Level)
	}
	tax, added := r.Tax(func(n int) (offers.TaxRate, bool) {
		rate, ok := c.Tax.Rates[c.Basket[n-1].TaxCategory]
		return offers.TaxRate{Percent: rate.Percent, Included: rate.Included}, ok
	}, level)
	f["tax_total"], f["basket_total"] = tax.Minor, r.Total.Minor+added.Minor
	return f, nil
}

// gifts are the units that gift rewards give, by SKU and by offer: those to be
// fetched, and those of the basket that became free, these by line as well.
func (c *Case) gifts(r offers.Result) map[string]int64 {
	units := map[string]int64{}
	for _, g := range r.Gifts {
		units[c.Offers[place(g.Offer)].ID] += g.Quantity
		if len(g.Of) > 0 {
			units[g.Of[0]] += g.Quantity
		}
	}
	for _, a := range r.Applied {
		if o := &c.Offers[place(a.Offer)]; o.gives(offers.Gift) {
			for _, u := range a.Units {
				l := c.Basket[u.Line-1]
				units[l.SKU] += u.Quantity
				units[l.Line] += u.Quantity
				units[o.ID] += u.Quantity
			}
		}
	}
	return units
}

func (c *Case) price() (offers.Result, error) {
	set, err := c.set()
	if err != nil {
		return offers.Result{}, err
	}
	r := set.Price(c.basket(), c.context())
	if r.Problem != "" {
		return r, fmt.Errorf("%s", r.Problem)
	}
	return r, nil
}

// set compiles the offers of the case.
func (c *Case) set() (*offers.Set, error) {
	p, err := c.Policy.engine()
	if err != nil {
		return nil, err
	}
	return p.Compile(c.Currency, c.list())
}

func (c *Case) basket() offers.Basket {
	b := offers.Basket{Currency: c.Currency}
	for i, l := range c.Basket {
		if l.Quantity == 0 {
			continue
		}
		b.Lines = append(b.Lines, offers.Line{
			Number: i + 1, SKU: l.SKU, Categories: l.Categories, Quantity: l.Quantity, Price: l.UnitPrice,
			Floor: l.FloorPrice, MarkedDown: l.MarkedDown, NoOffers: l.NoOffers,
		})
	}
	return b
}

// shopper is the account of whoever stands at the till.
const shopper = "shopper"

func (c *Case) context() offers.Context {
	who := c.Context.Customer
	ctx := offers.Context{
		Now: c.Context.Now, Zone: c.Context.Zone, Coupons: c.Context.Coupons,
		Customer: &offers.Customer{
			ID: shopper, Member: who.SignedIn, Segments: who.Groups, Visits: who.OrdersPlaced, Points: who.Points,
		},
		Left: []quota.Left{{Account: points.Member(shopper), Uses: quota.NoEnd, Money: quota.NoEnd, Points: who.Points}},
	}
	for i := range c.Offers {
		if l := &c.Offers[i].Limits; l.Budget != nil {
			ctx.Left = append(ctx.Left, quota.Left{Offer: id(i), Uses: quota.NoEnd, Money: max(0, *l.Budget-l.Spent), Points: quota.NoEnd})
		}
	}
	return ctx
}
