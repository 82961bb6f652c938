package offers

import (
	"fmt"
	"slices"
	"strings"

	"endcap/offers/money"
	"endcap/scanner/gs1"
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
		if first, twice := seen[list[i].ID]; twice {
			k.say(path+".id", "%q is the id of offers[%d] already; every offer needs its own", list[i].ID, first)
		} else {
			seen[list[i].ID] = i
		}
	}
}

func (k checker) offer(path string, o *Offer) {
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
	multibuy := false
	for i := range o.Rewards {
		k.reward(fmt.Sprintf("%s.rewards[%d]", path, i), &o.Rewards[i])
		multibuy = multibuy || o.Rewards[i].Type == GroupDeal || o.Rewards[i].Type == BuyGet
	}
	switch n := o.Limits.PerBasket; {
	case n < 0:
		k.say(path+".limits.per_basket", "%d is no limit; write 1 or more, or leave it out", n)
	case n > 0 && !multibuy:
		k.say(path+".limits.per_basket", "per_basket counts group and buy_get rewards, and there is none; use max_units to narrow the others")
	}
	k.count(path+".examples", len(o.Examples), 0, MaxRules)
	k.notBuilt(path, o)
}

// notBuilt refuses what the format has and this program does not act on yet.
// Ignoring it would give another price than was meant.
func (k checker) notBuilt(path string, o *Offer) {
	for _, f := range []struct {
		there        bool
		name, remedy string
	}{
		{len(o.Stores) > 0, "stores", "publish one file to each group of stores"},
		{o.AnnounceReduction, "announce_reduction", "leave it out, and show no earlier price"},
		{o.Limits.PerCustomer != nil, "limits.per_customer", "leave it out, or use per_basket"},
		{o.Limits.PerCustomerPerDay != nil, "limits.per_customer_per_day", "leave it out, or use per_basket"},
		{o.Limits.DeviceQuota != nil, "limits.device_quota", "leave it out, or use per_basket"},
		{o.Limits.Budget != nil, "limits.budget", "leave it out, or use per_basket"},
		{o.Win != nil, "win", "leave it out"},
		{o.Challenge != nil, "challenge", "leave it out"},
	} {
		if f.there {
			k.say(path+"."+f.name, "it is not built yet; %s", f.remedy)
		}
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

func (k checker) sel(path string, s *Select) {
	if s == nil {
		return
	}
	n := 0
	for _, l := range s.lists() {
		k.entries(path+"."+l.name, l.list, false)
		n += len(l.list)
	}
	for i, g := range s.GTINs {
		if _, err := gs1.ParseGTIN(g); err != nil {
			k.say(fmt.Sprintf("%s.gtins[%d]", path, i), "%v", err)
		}
	}
	if n == 0 && len(s.PLUs) == 0 && s.Ask == "" && s.ExpiresWithin == 0 && s.MinUnitPrice == 0 && s.MaxUnitPrice == 0 && s.Not == nil {
		k.say(path, "it selects nothing in particular; leave it out to mean every line")
	}
	if len(s.PLUs) > 0 {
		k.say(path+".plus", "it is not built yet; use gtins or skus")
	}
	if s.Ask != "" {
		k.say(path+".expr", "it is not built yet; use the other fields of select")
	}
	k.number(path+".expires_within_hours", s.ExpiresWithin, 0, 24*366)
	k.number(path+".min_unit_price", s.MinUnitPrice, 0, MaxAmount)
	k.number(path+".max_unit_price", s.MaxUnitPrice, 0, MaxAmount)
	if s.MaxUnitPrice > 0 && s.MaxUnitPrice < s.MinUnitPrice {
		k.say(path+".max_unit_price", "%d is below min_unit_price %d: nothing can be meant", s.MaxUnitPrice, s.MinUnitPrice)
	}
	if s.Not != nil && s.Not.Not != nil {
		k.say(path+".not.not", "not within not is not built; say what is meant instead")
		return
	}
	k.sel(path+".not", s.Not)
}
