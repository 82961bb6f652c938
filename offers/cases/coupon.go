package cases

import (
	"cmp"
	"fmt"
	"slices"

	"endcap/scanner/gs1"
)

// century is the year from which the two digits of a coupon's years are all
// of this century (GenSpecs 7.12).
const century = 2049

// coupon tells what a GS1 coupon says, in the fields of the North American
// Coupon Application Guideline.
func (c *Case) coupon() (map[string]any, error) {
	m, err := gs1.Parse(c.Elements)
	if err != nil {
		return nil, fmt.Errorf("element_string: %w", err)
	}
	if value, ok := m.Value(gs1.AI(1_8112)); ok {
		p, err := gs1.ParsePositiveOffer(value)
		return map[string]any{"company_prefix": p.Funder, "offer_code": p.Offer, "serial": p.Serial}, err
	}
	value, ok := m.Value(gs1.AI(1_8110))
	if !ok {
		return nil, fmt.Errorf("element_string %q has no coupon, AI 8110 or 8112", c.Elements)
	}
	k, err := gs1.ParseCoupon(value, cmp.Or(max(0, c.Context.Now.Year()-1), century-1)+1)
	if err != nil {
		return nil, fmt.Errorf("element_string: %w", err)
	}
	out := map[string]any{
		"company_prefix": k.Funder, "offer_code": k.Offer, "save_value": k.Save.Amount.Value,
		"save_value_code": code(k.Save.Kind, gs1.SaveAmount, gs1.SaveItem, gs1.SaveUnits, "", "", gs1.SavePercent, gs1.SaveTotal),
		"save_applies_to": int64(k.Save.On), "store_coupon": int64(k.Store), "dont_multiply": k.DontMultiply,
		"primary": purchase(k.First, k.Funder),
	}
	if k.Rule != "" {
		out["second"] = purchase(k.Second, k.Funder)
		out["second"].(map[string]any)["rule"] = code(k.Rule, gs1.RuleAny, gs1.RuleAll, gs1.RuleFirstAnd, gs1.RuleMix)
	}
	if k.Third != (gs1.Purchase{}) {
		out["third"] = purchase(k.Third, k.Funder)
	}
	for _, d := range []struct {
		key string
		day gs1.Date
	}{{"expires", k.Expiry}, {"starts", k.Start}} {
		if d.day != (gs1.Date{}) {
			out[d.key] = d.day.String()
		}
	}
	if k.Serial != "" {
		out["serial"] = k.Serial
	}
	if k.Retailer != "" {
		out["retailer"] = k.Retailer
	}
	return out, nil
}

// purchase tells what must be bought. The company is null where it is the
// one that funds the coupon.
func purchase(p gs1.Purchase, funder string) map[string]any {
	out := map[string]any{
		"requirement": p.Amount.Value, "family_code": p.Family, "company_prefix": nil,
		"requirement_code": code(p.Kind, gs1.BuyUnits, gs1.BuyValue, gs1.BuyTotal, gs1.BuyPounds, gs1.BuyKilograms, "", "", "", "", gs1.BuyNothing),
	}
	if p.Company != funder {
		out["company_prefix"] = p.Company
	}
	return out
}

// code is the digit that stands for a kind: its place in the list.
func code[T comparable](k T, list ...T) int64 { return int64(slices.Index(list, k)) }
