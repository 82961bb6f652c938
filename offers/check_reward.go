package offers

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"endcap/offers/money"
	"endcap/offers/points"
)

// only refuses fields of v, a pointer to a struct, that its type does not use:
// a field that means nothing is a field misunderstood.
func (k checker) only(path, what string, v any, names string) {
	s, allowed := reflect.ValueOf(v).Elem(), strings.Fields(names)
	for i := range s.NumField() {
		name, _, _ := strings.Cut(s.Type().Field(i).Tag.Get("json"), ",")
		if name != "type" && !s.Field(i).IsZero() && !slices.Contains(allowed, name) {
			k.say(path+"."+name, "%s has no use for %s; it takes %s", what, name, strings.Join(allowed, ", "))
		}
	}
}

func (k checker) reward(path string, r *Reward) {
	k.sel(path+".select", r.Select)
	k.oneOf(path+".choose", string(r.Choose), "", string(Dearest), string(Cheapest))
	k.number(path+".max_units", r.MaxUnits, 0, MaxUnits)
	k.number(path+".max_times", r.MaxTimes, 0, MaxUnits)
	only := func(names string) { k.only(path, string(r.Type), r, names) }
	switch r.Type {
	case PercentOff:
		only("percent scope select max_units max_units_per_line choose cap from_coupon")
		k.off(path, r)
		if !r.FromCoupon || r.Percent != 0 {
			k.percent(path+".percent", r.Percent)
		}
	case AmountOff:
		only("amount scope select max_units max_units_per_line choose cap from_coupon")
		k.off(path, r)
		k.figure(path+".amount", r, r.Amount, MaxAmount)
	case UnitPrice:
		only("price per select")
		k.number(path+".price", r.Price, 1, MaxAmount)
		k.oneOf(path+".per", string(r.Per), "", string(PerEach), string(PerKilogram), string(PerLitre), string(PerMetre))
	case GroupDeal:
		only("groups choose max_times price percent amount amount_per_unit free_cheapest cheapest_units")
		k.group(path, r)
	case BuyGet:
		only("buy get choose_buy choose_get partial_get max_times")
		k.buyGet(path, r)
	case Tiered:
		only("basis tiers select apply_to")
		k.tiered(path, r)
	case FirstAdditional:
		only("first additional max_units select")
		k.number(path+".first", r.First, 0, MaxAmount)
		k.number(path+".additional", r.Additional, 0, MaxAmount)
		if r.First == 0 && r.Additional == 0 {
			k.say(path, "it gives nothing; set first, additional or both")
		}
	case NearExpiry:
		only("steps select")
		k.steps(path+".steps", r.Steps)
	case Gift:
		only("gift choose")
		k.gift(path+".gift", r.Gift)
	case PointsEarn:
		only("points for select from_coupon")
		k.figure(path+".points", r, r.Points, points.MaxPoints)
		k.number(path+".for", r.For, 0, MaxAmount)
	case PointsMultiply:
		only("factor")
		if r.Factor <= money.Whole {
			k.say(path+".factor", `it is %s; it must be above 100: "200" doubles the points`, r.Factor)
		}
	case PointsBurn:
		only("step amount_per_point")
		k.number(path+".step", r.Step, 1, points.MaxPoints)
		k.number(path+".amount_per_point", r.AmountPerPoint, 1, MaxAmount/max(r.Step, 1))
	case Voucher:
		only("amount days")
		k.number(path+".amount", r.Amount, 1, MaxAmount)
		k.number(path+".days", r.Days, 1, MaxDays)
	case ManufacturerCoupon:
		only("funder families retailer")
		k.families(path, r)
	default:
		k.say(path+".type", "%q is no reward type; use percent_off, amount_off, unit_price, near_expiry, group, buy_get, tiered, per_line_first_additional, gift, "+
			"points_earn, points_multiply, points_burn, voucher or manufacturer_coupon", string(r.Type))
	}
}

// steps checks a ladder, from many hours to few.
func (k checker) steps(path string, list []Step) {
	k.count(path, len(list), 1, MaxRules)
	for i, s := range list {
		step := fmt.Sprintf("%s[%d]", path, i)
		k.number(step+".hours", s.Hours, 1, 24*366)
		if i > 0 && s.Hours >= list[i-1].Hours {
			k.say(step+".hours", "%d is not below the step before it (%d); write steps from many hours to few", s.Hours, list[i-1].Hours)
		}
		if (s.Percent == 0) == (s.Amount == 0) {
			k.say(step, "a step has either percent or amount")
		}
		if s.Percent != 0 {
			k.percent(step+".percent", s.Percent)
		}
		k.number(step+".amount", s.Amount, 0, MaxAmount)
	}
}

func (k checker) gift(path string, g *Group) {
	if g == nil || g.Select == nil {
		k.say(path, "a gift needs a quantity and a select: what is given")
		return
	}
	k.number(path+".quantity", g.Quantity, 1, MaxGroupOf)
	k.sel(path+".select", g.Select)
}

// figure checks what a reward gives, which its coupons may tell.
func (k checker) figure(path string, r *Reward, n, most int64) {
	least := int64(1)
	if r.FromCoupon {
		least = 0
	}
	k.number(path, n, least, most)
}

func (k checker) families(path string, r *Reward) {
	company := func(path, prefix string) {
		if len(prefix) < 6 || len(prefix) > 12 || strings.Trim(prefix, "0123456789") != "" {
			k.say(path, "%q is no company prefix; write its 6 to 12 digits", prefix)
		}
	}
	company(path+".funder", r.Funder)
	k.count(path+".families", len(r.Families), 1, MaxFamilies)
	for i, f := range r.Families {
		family := fmt.Sprintf("%s.families[%d]", path, i)
		if f.Company != "" {
			company(family+".company", f.Company)
		}
		if len(f.Code) != 3 || strings.Trim(f.Code, "0123456789") != "" || f.Code == allFamilies {
			k.say(family+".code", "%q is no family; write its three digits, 001 to 999", f.Code)
		}
		if f.Select == nil {
			k.say(family, "a family needs a select: its goods")
		}
		k.sel(family+".select", f.Select)
	}
}

func (k checker) percent(path string, p money.Percent) {
	if p <= 0 || p > money.Whole {
		k.say(path, `it is %s; it must be above 0 and at most 100, written like "12.5"`, p)
	}
}

// off checks what percent_off and amount_off share.
func (k checker) off(path string, r *Reward) {
	k.oneOf(path+".scope", string(r.Scope), string(PerUnit), string(PerLine), string(PerBasket))
	k.number(path+".cap", r.Cap, 0, MaxAmount)
	k.number(path+".max_units_per_line", r.MaxUnitsPerLine, 0, MaxUnits)
	if r.MaxUnitsPerLine > 0 && r.Scope != PerUnit {
		k.say(path+".max_units_per_line", "it goes with scope unit only")
	}
}

func (k checker) group(path string, r *Reward) {
	k.count(path+".groups", len(r.Groups), 1, MaxGroups)
	units := int64(0)
	for i := range r.Groups {
		g := fmt.Sprintf("%s.groups[%d]", path, i)
		k.number(g+".quantity", r.Groups[i].Quantity, 1, MaxGroupOf)
		k.sel(g+".select", r.Groups[i].Select)
		units += r.Groups[i].Quantity
	}
	given := 0
	for _, n := range []int64{r.Price, r.Amount, r.AmountPerUnit, r.FreeCheapest} {
		if n != 0 {
			given++
		}
	}
	if r.Percent != 0 || r.CheapestUnits != 0 {
		given++
		k.percent(path+".percent", r.Percent)
	}
	if given != 1 {
		k.say(path, "a group has exactly one of price, percent, amount, amount_per_unit, free_cheapest, or cheapest_units with percent")
	}
	k.number(path+".price", r.Price, 0, MaxAmount)
	k.number(path+".amount", r.Amount, 0, MaxAmount)
	k.number(path+".amount_per_unit", r.AmountPerUnit, 0, MaxAmount)
	k.number(path+".free_cheapest", r.FreeCheapest, 0, units)
	k.number(path+".cheapest_units", r.CheapestUnits, 0, units)
}

func (k checker) buyGet(path string, r *Reward) {
	k.oneOf(path+".choose_buy", string(r.ChooseBuy), "", string(Dearest), string(Cheapest))
	k.oneOf(path+".choose_get", string(r.ChooseGet), "", string(Dearest), string(Cheapest), string(Any))
	if r.Buy == nil || r.Get == nil {
		k.say(path, "buy_get needs both buy and get, each with a quantity")
		return
	}
	k.number(path+".buy.quantity", r.Buy.Quantity, 1, MaxGroupOf)
	k.sel(path+".buy.select", r.Buy.Select)
	k.number(path+".get.quantity", r.Get.Quantity, 1, MaxGroupOf)
	k.sel(path+".get.select", r.Get.Select)
	k.number(path+".get.amount", r.Get.Amount, 0, MaxAmount)
	if r.Get.Percent != 0 {
		k.percent(path+".get.percent", r.Get.Percent)
	}
	if r.Get.Percent != 0 && r.Get.Amount != 0 {
		k.say(path+".get", "percent and amount together; keep one")
	}
}

func (k checker) tiered(path string, r *Reward) {
	k.oneOf(path+".basis", string(r.Basis), string(BySpend), string(ByQuantity))
	k.count(path+".tiers", len(r.Tiers), 1, MaxRules)
	k.sel(path+".apply_to", r.ApplyTo)
	for i, t := range r.Tiers {
		tier := fmt.Sprintf("%s.tiers[%d]", path, i)
		k.number(tier+".from", t.From, 0, MaxAmount)
		k.number(tier+".amount", t.Amount, 0, MaxAmount)
		if i > 0 && t.From <= r.Tiers[i-1].From {
			k.say(tier+".from", "%d is not above the tier before it (%d); write tiers from low to high", t.From, r.Tiers[i-1].From)
		}
		if t.Percent != 0 && t.Amount != 0 {
			k.say(tier, "percent and amount together; keep one")
		}
		if t.Percent != 0 {
			k.percent(tier+".percent", t.Percent)
		}
	}
}
