package offers

import (
	"fmt"
	"time"
)

func (k checker) condition(path string, c *Condition) {
	k.sel(path+".select", c.Select)
	only := func(names string) { k.only(path, string(c.Type), c, names) }
	anyOf := func(check func(path, entry string)) {
		only("any_of")
		k.entries(path+".any_of", c.AnyOf, true)
		for i, s := range c.AnyOf {
			check(fmt.Sprintf("%s.any_of[%d]", path, i), s)
		}
	}
	switch c.Type {
	case MinSpend:
		only("amount basis select")
		k.number(path+".amount", c.Amount, 1, MaxAmount)
		k.oneOf(path+".basis", string(c.Basis), "", string(Running), string(List))
	case MinQuantity, MinProducts:
		only("quantity select")
		k.number(path+".quantity", c.Quantity, 1, MaxUnits)
	case MinWeight:
		only("grams select")
		k.number(path+".grams", c.Grams, 1, MaxAmount)
	case MinPoints:
		only("points")
		k.number(path+".points", c.Points, 1, MaxAmount)
	case MinMembers:
		only("members")
		k.number(path+".members", c.Members, 2, MaxMembers)
	case Contains:
		only("select")
		if c.Select == nil {
			k.say(path, "contains needs a select: what must be in the basket")
		}
	case Segment, Zone:
		anyOf(func(string, string) {})
	case Weekday:
		anyOf(func(path, day string) { k.oneOf(path, day, "mon", "tue", "wed", "thu", "fri", "sat", "sun") })
	case Holiday:
		anyOf(k.date)
	case ChallengeDone:
		anyOf(func(path, id string) {
			if !idOK(id) {
				k.say(path, "%q is no id; write that of an offer with a challenge", id)
			}
		})
	case Member, FirstPurchase:
		only("")
	case NthVisit:
		only("n")
		k.number(path+".n", c.N, 1, MaxAmount)
	case TimeOfDay:
		only("from to")
		k.timeOfDay(path, c)
	case Coupon:
		only("codes valid")
		k.entries(path+".codes", c.Codes, true)
		k.period(path+".valid", c.Valid)
	case AskIf:
		only("expr")
		k.ask(path+".expr", c.Ask, ConditionFields())
	default:
		k.say(path+".type", "%q is no condition type; use min_spend, min_quantity, min_products, min_weight, min_points, min_members, contains, segment, "+
			"member, nth_visit, first_purchase, challenge_done, zone, weekday, holiday, time_of_day, coupon or expr", string(c.Type))
	}
}

func (k checker) date(path, day string) {
	if _, err := time.Parse(time.DateOnly, day); err != nil {
		k.say(path, "%q is no day; write it like 2026-12-25", day)
	}
}

func (k checker) timeOfDay(path string, c *Condition) {
	for _, t := range []struct{ name, text string }{{"from", c.From}, {"to", c.To}} {
		if minutes(t.text) < 0 {
			k.say(path+"."+t.name, "%q is no time of day; write it like 17:30", t.text)
		}
	}
}

// challengesKnown says which conditions wait for a challenge that no offer of
// the list has.
func (k checker) challengesKnown(list []Offer) {
	known := make(map[string]bool)
	for i := range list {
		known[list[i].ID] = list[i].Challenge != nil
	}
	for i := range list {
		for n, c := range list[i].Conditions {
			if c.Type != ChallengeDone {
				continue
			}
			for e, id := range c.AnyOf {
				if !known[id] {
					k.say(fmt.Sprintf("offers[%d].conditions[%d].any_of[%d]", i, n, e), "no offer of the file is a challenge with the id %q", id)
				}
			}
		}
	}
}
