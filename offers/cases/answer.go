package cases

import (
	"encoding/json"
	"fmt"
	"slices"

	"endcap/offers"
)

func (c *Case) answer() (map[string]any, error) {
	if c.Profile != "" && c.Profile != "tax" {
		return nil, fmt.Errorf("profile %s is not built yet", c.Profile)
	}
	r, err := c.price()
	if err != nil {
		return nil, err
	}
	figures, err := c.figures(r)
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

// only narrows a figure by line or offer to those that are asked for.
func only(figure any, asked json.RawMessage) any {
	var keys map[string]json.RawMessage
	if json.Unmarshal(asked, &keys) != nil || len(keys) == 0 {
		return figure
	}
	out := make(map[string]any, len(keys))
	for k := range keys {
		switch f := figure.(type) {
		case map[string]int64:
			out[k] = f[k]
		case map[string][]int64:
			out[k] = f[k]
		}
	}
	return out
}

// figures are all that is known of a priced case, by the keys of expect.
func (c *Case) figures(r offers.Result) (map[string]any, error) {
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
		slices.SortFunc(units[l.Line], func(a, b int64) int { return int(min(max(b-a, -1), 1)) })
	}
	applied := map[string]int64{}
	for _, a := range r.Applied {
		applied[a.Name] += a.Saved.Minor
	}
	f := map[string]any{
		"subtotal": r.Subtotal.Minor, "discount_total": r.Saved.Minor, "basket_total": r.Total.Minor,
		"line_discounts": discounts, "line_totals": totals, "unit_discounts": units, "applied": applied,
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

// price prices the basket. An offer that would exceed its budget is left out
// whole, as if it were not there.
func (c *Case) price() (offers.Result, error) {
	p, err := c.Policy.engine()
	if err != nil {
		return offers.Result{}, err
	}
	in := offers.Basket{Currency: c.Currency}
	for i, l := range c.Basket {
		if l.Quantity == 0 {
			continue
		}
		in.Lines = append(in.Lines, offers.Line{
			Number: i + 1, SKU: l.SKU, Categories: l.Categories, Quantity: l.Quantity, Price: l.UnitPrice,
			Floor: l.FloorPrice, MarkedDown: l.MarkedDown, NoOffers: l.NoOffers,
		})
	}
	ctx := offers.Context{
		Now: c.Context.Now, Zone: c.Context.Zone, Coupons: c.Context.Coupons,
		Customer: &offers.Customer{
			Member: c.Context.Customer.SignedIn, Segments: c.Context.Customer.Groups, Visits: c.Context.Customer.OrdersPlaced,
		},
	}
	without := make([]bool, len(c.Offers))
	for {
		list, err := c.list(without)
		if err != nil {
			return offers.Result{}, err
		}
		set, err := p.Compile(c.Currency, list)
		if err != nil {
			return offers.Result{}, err
		}
		r := set.Price(in, ctx)
		if r.Problem != "" {
			return r, fmt.Errorf("%s", r.Problem)
		}
		if !c.overspent(r, without) {
			return r, nil
		}
	}
}

// overspent marks the first offer applied that has no budget left for it.
func (c *Case) overspent(r offers.Result, without []bool) bool {
	for _, a := range r.Applied {
		for i, o := range c.Offers {
			if l := o.Limits; o.ID == a.Name && l.Budget != nil && l.Spent+a.Saved.Minor > *l.Budget {
				without[i] = true
				return true
			}
		}
	}
	return false
}
