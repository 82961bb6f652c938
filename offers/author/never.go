package author

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"endcap/offers"
)

// never tells what keeps an offer from being given to anybody at any time.
func (t *trial) never(path string, o *offers.Offer) {
	if !t.Now.IsZero() && !t.Now.Before(o.Valid.To) {
		t.say(Warning, kindNever, path+".valid", "it ended on %s; take it out, or give it a later end", o.Valid.To.Format(time.DateOnly))
	}
	for i, s := range o.Stores {
		if len(t.Stores) > 0 && !slices.Contains(t.Stores, s) {
			t.say(Warning, kindNever, fmt.Sprintf("%s.stores[%d]", path, i), "there is no store %q; there are %s", s, strings.Join(t.Stores, ", "))
		}
	}
	for i := range o.Conditions {
		c := &o.Conditions[i]
		at := fmt.Sprintf("%s.conditions[%d]", path, i)
		if v := c.Valid; c.Type == offers.Coupon && !meet(v, o.Valid) {
			t.say(Warning, kindNever, at+".valid", "no day is in it and in the offer's own time; the coupon never works")
		}
		for j := range i {
			if against(c, &o.Conditions[j]) {
				t.say(Warning, kindNever, at, "it never holds together with conditions[%d]; the offer is never given", j)
			}
		}
		t.selfless(at+".select", c.Select)
	}
	if _, ok := momentOf(o); !ok {
		t.say(Warning, kindNever, path+".valid", "in this time there is no moment that its conditions of day and hour allow; the offer is never given")
	}
	for i := range o.Rewards {
		r := fmt.Sprintf("%s.rewards[%d]", path, i)
		each(&o.Rewards[i], func(name string, s *offers.Select) { t.selfless(r+"."+name, s) })
	}
}

// meet reports whether two periods have a moment in common.
func meet(a, b offers.Period) bool {
	return (a.To.IsZero() || b.From.IsZero() || b.From.Before(a.To)) && (b.To.IsZero() || a.From.IsZero() || a.From.Before(b.To))
}

// against reports whether two conditions of one offer never hold together.
// Those of day and hour are tried out by momentOf.
func against(a, b *offers.Condition) bool {
	switch {
	case a.Type == offers.NthVisit && b.Type == offers.NthVisit:
		return a.N != b.N
	case a.Type == offers.FirstPurchase && b.Type == offers.NthVisit:
		return b.N > 1
	case a.Type == offers.NthVisit && b.Type == offers.FirstPurchase:
		return a.N > 1
	}
	return false
}

// selfless tells of a select that takes away all that it means.
func (t *trial) selfless(path string, s *offers.Select) {
	if s == nil || s.Not == nil {
		return
	}
	not := s.Not
	for _, l := range []struct{ all, less []string }{
		{s.GTINs, not.GTINs}, {s.SKUs, not.SKUs}, {s.PLUs, not.PLUs}, {s.Categories, not.Categories}, {s.Brands, not.Brands}, {s.Tags, not.Tags},
	} {
		outside := func(word string) bool { return !slices.Contains(l.less, word) }
		if len(l.all) > 0 && !slices.ContainsFunc(l.all, outside) && onlyList(not, len(l.less)) {
			t.say(Warning, kindNever, path+".not", "it takes away all that is selected; nothing is meant")
		}
	}
}

// onlyList reports whether the n entries of one list are all there is in s.
func onlyList(s *offers.Select, n int) bool {
	all := len(s.GTINs) + len(s.SKUs) + len(s.PLUs) + len(s.Categories) + len(s.Brands) + len(s.Tags) + len(s.Lots)
	return all == n && s.ExpiresWithin == 0 && s.MinUnitPrice == 0 && s.MaxUnitPrice == 0 && s.Ask == ""
}

// each calls f with every select of a reward and the name of its field.
func each(r *offers.Reward, f func(name string, s *offers.Select)) {
	group := func(name string, g *offers.Group) {
		if g != nil {
			f(name+".select", g.Select)
		}
	}
	f("select", r.Select)
	f("apply_to", r.ApplyTo)
	for i := range r.Groups {
		group(fmt.Sprintf("groups[%d]", i), &r.Groups[i])
	}
	group("buy", r.Buy)
	group("gift", r.Gift)
	if r.Get != nil {
		f("get.select", r.Get.Select)
	}
}
