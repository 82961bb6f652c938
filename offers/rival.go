package offers

import (
	"slices"

	"endcap/offers/quota"
)

// tooDear reports whether a rule would save if its grants had no end.
func (x *explainer) tooDear(rule int32) bool {
	r := &x.set.rules[rule]
	if !r.Limits.Granted() {
		return false
	}
	free := *x
	free.ctx.Left = append([]quota.Left{{Offer: r.ID, Uses: quota.NoEnd, Money: quota.NoEnd, Points: quota.NoEnd}}, x.ctx.Left...)
	return free.among(func(i int32) bool { return i == rule }).Saved.Minor > 0
}

// rival finds the offer that kept a rule off: one that is exclusive, or of
// those on the same goods the one that saves most.
func (x *explainer) rival(r *rule, alone Result) (Why, string) {
	why, by, most := Taken, "", int64(0)
	for _, a := range x.priced.Applied {
		o := &x.set.rules[x.rules[a.Offer]]
		if r.Exclusive || o.Exclusive {
			why = Apart
		} else if !share(a, alone) {
			continue
		}
		if a.Saved.Minor > most {
			by, most = a.Offer, a.Saved.Minor
		}
	}
	return why, by
}

// share reports whether an offer that was given and one alone are about a
// line in common.
func share(a Applied, alone Result) bool {
	for _, b := range alone.Applied {
		for _, u := range b.Units {
			if slices.ContainsFunc(a.Units, func(v UnitsOf) bool { return u.Line == v.Line }) {
				return true
			}
		}
	}
	return false
}

func (x *explainer) nameOf(id string) string {
	for _, a := range x.priced.Applied {
		if a.Offer == id {
			return a.Name
		}
	}
	return ""
}
