package offers

import (
	"fmt"
	"strings"
	"time"

	"endcap/offers/catalog"
	"endcap/offers/money"
)

// Hint returns one line for the shelf label of a product: the rule of the
// first offer that a shopper of whom nothing is known can have on it now,
// such as "3 for 4.00 EUR" or "20 % off", or "" if there is none.
func (s *Set) Hint(p catalog.Product, now time.Time) string {
	if s == nil || p.Price.Currency != s.currency {
		return ""
	}
	ctx := Context{Now: now}
	t := newTill(s, Basket{Currency: s.currency, Lines: []Line{LineOf(p)}}, &ctx)
	for _, i := range t.touched() {
		r := &s.rules[i]
		if t.now < r.from || t.now >= r.to || !r.open(now) {
			continue
		}
		for k := range r.rewards {
			if r.rewards[k].about(&t.goods[0], now) {
				return r.text
			}
		}
	}
	return ""
}

// LineOf returns one piece, kilogram, litre or metre of a product as a basket
// line.
func LineOf(p catalog.Product) Line {
	l := Line{
		GTIN: p.GTIN, Name: p.Name, Brand: p.Brand, Categories: p.Categories(), Tags: p.Tags,
		Quantity: 1, Price: p.Price.Minor, Floor: p.Floor, Deposit: p.Deposit,
	}
	switch p.Sold {
	case catalog.PerPiece:
	case catalog.PerKilogram:
		l.Grams, l.Of = 1000, PerKilogram
	case catalog.PerLitre:
		l.Measured, l.Of = 1000, PerLitre
	case catalog.PerMetre:
		l.Measured, l.Of = 1000, PerMetre
	}
	return l
}

// open reports whether anybody may have the offer now: its conditions ask
// only how much is bought, or the clock, and it does not run out.
func (r *rule) open(now time.Time) bool {
	if r.Win != nil || r.Challenge != nil || r.Limits.Granted() || r.Limits.perCustomer() {
		return false
	}
	for i := range r.conditions {
		switch c := &r.conditions[i]; c.Type {
		case Weekday, Holiday, TimeOfDay:
			if !c.atTime(now) {
				return false
			}
		case MinSpend, MinQuantity, MinProducts, MinWeight, MinMembers:
		case Contains, Segment, Member, NthVisit, Zone, Coupon, MinPoints, ChallengeDone, FirstPurchase, AskIf:
			return false
		}
	}
	return true
}

// about reports whether the reward names the goods; a reward for the whole
// basket names none.
func (r *reward) about(g *goods, now time.Time) bool {
	if r.Type == ManufacturerCoupon {
		return false
	}
	for i := range r.groups {
		if r.groups[i].meaning != nil && r.groups[i].holds(g, now) {
			return true
		}
	}
	s := &r.apply
	if r.Type == BuyGet || r.Type == Gift {
		s = &r.get
	}
	return s.meaning != nil && s.holds(g, now)
}

// describe says in a line what an offer gives and from when on.
func describe(o *Offer, c money.Currency) string {
	rewards := make([]string, len(o.Rewards))
	for i := range o.Rewards {
		rewards[i] = o.Rewards[i].describe(c)
	}
	parts := []string{strings.Join(rewards, ", ")}
	for i := range o.Conditions {
		switch k := &o.Conditions[i]; k.Type {
		case MinSpend:
			parts = append(parts, "from "+money.New(k.Amount, c).String())
		case MinQuantity:
			parts = append(parts, fmt.Sprintf("from %d", k.Quantity))
		case MinProducts:
			parts = append(parts, fmt.Sprintf("from %d different", k.Quantity))
		case MinWeight:
			parts = append(parts, "from "+grams(k.Grams))
		case MinMembers:
			parts = append(parts, fmt.Sprintf("for %d together", k.Members))
		case Contains, Segment, Member, NthVisit, Zone, Weekday, Holiday, TimeOfDay, Coupon, MinPoints, ChallengeDone, FirstPurchase, AskIf:
		}
	}
	return strings.Join(parts, " ")
}

func (r *Reward) describe(c money.Currency) string {
	amount := func(n int64) string { return money.New(n, c).String() }
	switch r.Type {
	case ManufacturerCoupon:
		return "manufacturer's coupon"
	case PercentOff, AmountOff:
		if r.FromCoupon {
			return "the worth of the coupon" + r.where()
		}
		return off(r.Percent, r.Amount, c) + r.where()
	case UnitPrice:
		if r.Per != "" && r.Per != PerEach {
			return amount(r.Price) + " per " + string(r.Per)
		}
		return "now " + amount(r.Price)
	case GroupDeal:
		return r.describeGroup(c)
	case BuyGet:
		get := "free"
		if d := off(r.Get.Percent, r.Get.Amount, c); r.Get.Amount > 0 || r.Get.Percent > 0 && r.Get.Percent < money.Whole {
			get = "at " + d
		}
		return fmt.Sprintf("buy %d, get %d %s", r.Buy.Quantity, r.Get.Quantity, get)
	case Tiered:
		last := r.Tiers[len(r.Tiers)-1]
		return "up to " + off(last.Percent, last.Amount, c)
	case FirstAdditional:
		return fmt.Sprintf("%s off the first, %s off each further", amount(r.First), amount(r.Additional))
	case NearExpiry:
		return r.describeSteps(c)
	case Gift:
		if r.Gift.Quantity > 1 {
			return fmt.Sprintf("%d gifts", r.Gift.Quantity)
		}
		return "a gift"
	case Voucher:
		return fmt.Sprintf("a voucher of %s for %d days", amount(r.Amount), r.Days)
	case PointsEarn, PointsMultiply, PointsBurn:
		if r.FromCoupon {
			return "the points of the coupon"
		}
		return r.describePoints(c)
	}
	return ""
}

func (r *Reward) describeSteps(c money.Currency) string {
	last := r.Steps[len(r.Steps)-1]
	text := off(last.Percent, last.Amount, c)
	switch {
	case len(r.Steps) > 1:
		return "up to " + text + " before it expires"
	case last.Hours <= 24:
		return text + ", expires today"
	}
	return fmt.Sprintf("%s, expires within %d hours", text, last.Hours)
}

func (r *Reward) describePoints(c money.Currency) string {
	switch {
	case r.Type == PointsBurn:
		return fmt.Sprintf("%s off for each %d points", money.New(r.Step*r.AmountPerPoint, c), r.Step)
	case r.Type == PointsMultiply && r.Factor%money.Whole == 0:
		return fmt.Sprintf("%d times the points", r.Factor/money.Whole)
	case r.Type == PointsMultiply:
		return r.Factor.String() + " % of the points"
	}
	text := "1 point"
	if r.Points != 1 {
		text = fmt.Sprintf("%d points", r.Points)
	}
	if r.For > 0 {
		text += " for each " + money.New(r.For, c).String()
	}
	return text
}

// where says what percent_off or amount_off is taken from, where that is not
// plain.
func (r *Reward) where() string {
	switch {
	case r.MaxUnits == 1:
		return " one"
	case r.MaxUnits > 1:
		return fmt.Sprintf(" %d pieces", r.MaxUnits)
	case r.Scope == PerUnit && r.Type == AmountOff:
		return " each"
	case r.Scope == PerBasket && r.Select == nil:
		return " the basket"
	}
	return ""
}

func (r *Reward) describeGroup(c money.Currency) string {
	n := int64(0)
	for _, g := range r.Groups {
		n += g.Quantity
	}
	count := fmt.Sprint(n)
	if len(r.Groups) > 1 {
		count += " together"
	}
	switch {
	case r.FreeCheapest > 0:
		return fmt.Sprintf("%s for %d", count, n-r.FreeCheapest)
	case r.CheapestUnits == 1:
		return fmt.Sprintf("%s, the cheapest at %s", count, off(r.Percent, 0, c))
	case r.CheapestUnits > 1:
		return fmt.Sprintf("%s, the %d cheapest at %s", count, r.CheapestUnits, off(r.Percent, 0, c))
	case r.Price > 0:
		return count + " for " + money.New(r.Price, c).String()
	case r.AmountPerUnit > 0:
		return count + ": " + off(0, r.AmountPerUnit, c) + " each"
	default:
		return count + ": " + off(r.Percent, r.Amount, c)
	}
}

// off says "20 % off" or "1.00 EUR off".
func off(p money.Percent, amount int64, c money.Currency) string {
	if amount > 0 {
		return money.New(amount, c).String() + " off"
	}
	return p.String() + " % off"
}

// grams says "500 g" or "1.5 kg".
func grams(n int64) string {
	if n < 1000 {
		return fmt.Sprintf("%d g", n)
	}
	kilos := fmt.Sprintf("%d.%03d", n/1000, n%1000)
	return strings.TrimRight(strings.TrimRight(kilos, "0"), ".") + " kg"
}
