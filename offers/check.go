package offers

import (
	"fmt"
	"slices"
	"strings"

	"endcap/offers/money"
	"endcap/offers/play"
)

// checker collects what is wrong with offers, by path.
type checker struct {
	fault func(path, text string)
}

func (k checker) say(path, format string, args ...any) { k.fault(path, fmt.Sprintf(format, args...)) }

// check tells everything that is wrong with a list of offers.
func check(c money.Currency, list []Offer, fault func(path, text string)) {
	k := checker{fault}
	if c == (money.Currency{}) {
		k.say("currency", `the offers need a currency; write it like "EUR"`)
	}
	if len(list) > MaxOffers {
		k.say("offers", "there are %d offers; at most %d fit", len(list), MaxOffers)
	}
	seen := make(map[string]int, len(list))
	for i := range list {
		path := fmt.Sprintf("offers[%d]", i)
		k.offer(path, &list[i])
		if first, twice := seen[list[i].ID]; twice && list[i].ID != "" {
			k.say(path+".id", "%q is the id of offers[%d] already; every offer needs its own", list[i].ID, first)
		} else {
			seen[list[i].ID] = i
		}
	}
}

func (k checker) offer(path string, o *Offer) {
	if o.Unread != "" {
		k.say(path, "it is not understood (%s); a newer program wrote it, so update this one", o.Unread)
		return
	}
	if !idOK(o.ID) {
		k.say(path+".id", "%q is no id; use 1 to %d small letters, digits and hyphens, not a hyphen first", o.ID, MaxIDLength)
	}
	if len(o.Name) == 0 {
		k.say(path+".name", `an offer needs a name in a language at least: {"en": "..."}`)
	}
	k.text(path+".name", o.Name)
	k.text(path+".hint", o.Hint)
	k.period(path+".valid", o.Valid)
	if o.Layer.order() < 0 {
		k.say(path+".layer", "%q is no layer; use shelf, item, multibuy, basket, coupon, loyalty or tender", o.Layer)
	}
	k.count(path+".conditions", len(o.Conditions), 0, MaxRules)
	for i := range o.Conditions {
		k.condition(fmt.Sprintf("%s.conditions[%d]", path, i), &o.Conditions[i])
	}
	k.count(path+".rewards", len(o.Rewards), 1, MaxRules)
	for i := range o.Rewards {
		k.reward(fmt.Sprintf("%s.rewards[%d]", path, i), &o.Rewards[i])
	}
	if o.has(PointsBurn) && o.has(PointsEarn, PointsMultiply) {
		k.say(path+".rewards", "one offer cannot give points and take them; make two offers of it")
	}
	if slices.ContainsFunc(o.Rewards, func(r Reward) bool { return r.FromCoupon }) &&
		!slices.ContainsFunc(o.Conditions, func(c Condition) bool { return c.Type == Coupon }) {
		k.say(path+".rewards", "from_coupon needs a coupon condition that names the coupons")
	}
	k.limits(path+".limits", o)
	k.entries(path+".stores", o.Stores, false)
	if o.Win != nil {
		k.err(path+".win", o.Win.Check())
	}
	if c := o.Challenge; c != nil {
		k.err(path+".challenge", play.Challenge{Of: c.Of, Goal: c.Goal}.Check())
		k.sel(path+".challenge.select", c.Select)
	}
	if o.AnnounceReduction {
		k.announced(path, o)
	}
	k.count(path+".examples", len(o.Examples), 0, MaxRules)
	for i := range o.Examples {
		e := fmt.Sprintf("%s.examples[%d]", path, i)
		k.customer(e+".customer", o.Examples[i].Customer)
		for n := range o.Examples[i].Basket {
			k.line(fmt.Sprintf("%s.basket[%d]", e, n), &o.Examples[i].Basket[n])
		}
	}
}

func (k checker) limits(path string, o *Offer) {
	multibuy := o.has(GroupDeal, BuyGet)
	switch n := o.Limits.PerBasket; {
	case n < 0:
		k.say(path+".per_basket", "%d is no limit; write 1 or more, or leave it out", n)
	case n > 0 && !multibuy:
		k.say(path+".per_basket", "per_basket counts group and buy_get rewards, and there is none; use max_units to narrow the others")
	}
	for _, l := range []struct {
		name  string
		n     *int64
		least int64
	}{
		{"per_customer", o.Limits.PerCustomer, 1},
		{"per_customer_per_day", o.Limits.PerCustomerPerDay, 1},
		{"device_quota", o.Limits.DeviceQuota, 0},
		{"budget", o.Limits.Budget, 0},
	} {
		if l.n != nil {
			k.number(path+"."+l.name, *l.n, l.least, MaxAmount)
		}
	}
}

// has reports whether the offer has a reward of one of these types.
func (o *Offer) has(types ...RewardType) bool {
	return slices.ContainsFunc(o.Rewards, func(r Reward) bool { return slices.Contains(types, r.Type) })
}

// announced refuses to call a reduction what is not the price of each piece
// for everybody (Directive 98/6/EC Art. 6a).
func (k checker) announced(path string, o *Offer) {
	for i := range o.Conditions {
		if t := o.Conditions[i].Type; t != Weekday && t != Holiday && t != TimeOfDay {
			k.say(path+".announce_reduction", "a price that hangs on %s is no reduction for everybody; leave one of the two out", t)
		}
	}
	for i := range o.Rewards {
		r := &o.Rewards[i]
		each := r.Type == UnitPrice || r.Type == NearExpiry || (r.Type == PercentOff || r.Type == AmountOff) && r.Scope == PerUnit && r.MaxUnits+r.MaxUnitsPerLine+r.Cap == 0
		if !each {
			k.say(path+".announce_reduction", "rewards[%d] is not off the price of each piece; use unit_price, near_expiry, or percent_off or amount_off with scope unit and no max_units or cap", i)
		}
	}
}

func (k checker) err(path string, err error) {
	if err != nil {
		k.say(path, "%v", err)
	}
}

func idOK(s string) bool {
	ok := len(s) >= 1 && len(s) <= MaxIDLength && s[0] != '-'
	for _, c := range []byte(s) {
		ok = ok && (c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-')
	}
	return ok
}

func (k checker) text(path string, t Text) {
	for _, l := range sortedKeys(t) {
		if !languageOK(l) {
			k.say(path+"."+l, `%q is no language; write it like "en" or "de-AT"`, l)
		}
		if n := len(t[l]); n == 0 || n > MaxWord {
			k.say(path+"."+l, "the text has %d bytes; it must have 1 to %d", n, MaxWord)
		}
	}
}

func languageOK(s string) bool {
	small := func(c byte) bool { return c >= 'a' && c <= 'z' }
	big := func(c byte) bool { return c >= 'A' && c <= 'Z' }
	return (len(s) == 2 || len(s) == 5 && s[2] == '-' && big(s[3]) && big(s[4])) && small(s[0]) && small(s[1])
}

func sortedKeys(t Text) []string {
	keys := make([]string, 0, len(t))
	for l := range t {
		keys = append(keys, l)
	}
	slices.Sort(keys)
	return keys
}

func (k checker) period(path string, p Period) {
	if !p.From.IsZero() && !p.To.IsZero() && !p.From.Before(p.To) {
		k.say(path, "it ends (%s) before it begins (%s)", p.To.Format(timeForm), p.From.Format(timeForm))
	}
}

const timeForm = "2006-01-02T15:04:05Z07:00"

func (k checker) count(path string, n, least, most int) {
	if n < least || n > most {
		k.say(path, "there are %d; it must be %d to %d", n, least, most)
	}
}

// number says if n is not within least and most.
func (k checker) number(path string, n, least, most int64) {
	if n < least || n > most {
		k.say(path, "it is %d; it must be %d to %d", n, least, most)
	}
}

func (k checker) oneOf(path, value string, known ...string) {
	if !slices.Contains(known, value) {
		k.say(path, "it is %q; use %s", value, strings.Join(slices.DeleteFunc(known, func(s string) bool { return s == "" }), ", "))
	}
}

func (k checker) entries(path string, list []string, needed bool) {
	if needed && len(list) == 0 || len(list) > MaxEntries {
		k.say(path, "there are %d entries; it must be 1 to %d", len(list), MaxEntries)
	}
	for i, s := range list {
		if s == "" || len(s) > MaxWord {
			k.say(fmt.Sprintf("%s[%d]", path, i), "the entry has %d bytes; it must have 1 to %d", len(s), MaxWord)
		}
	}
}
