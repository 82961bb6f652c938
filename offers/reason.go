package offers

import (
	"slices"

	"endcap/offers/money"
)

// Reason says of one offer what it gave, or why it gave nothing.
type Reason struct {
	Offer string `json:"offer"`
	Name  string `json:"name"`
	Rule  string `json:"rule"` // "3 for 4.00 EUR"
	Text  string `json:"text"` // the reason as a sentence
	// Why is empty for an offer that was given.
	Why Why `json:"why,omitempty"`
	// By is the offer that kept this one off.
	By string `json:"by,omitempty"`
	// Saved is what the offer took off, on Units, so many Times.
	Saved money.Amount `json:"saved,omitzero"`
	Times int64        `json:"times,omitempty"`
	Units []UnitsOf    `json:"units,omitempty"`
	// Points are those that the offer gave, or took where they are negative.
	Points int64 `json:"points,omitempty"`
	// Worth is how much more the basket would cost if there were no such
	// offer: less than Saved where others would give part of it.
	Worth money.Amount `json:"worth,omitzero"`
	// Alone is what an offer that was kept off would save by itself.
	Alone    money.Amount `json:"alone,omitzero"`
	Personal bool         `json:"personal,omitempty"`
}

// Why is why an offer was not given. The list only grows.
type Why string

// Reasons.
const (
	NotNow       Why = "not_now"       // not on this day or at this hour
	Unmet        Why = "condition"     // a condition does not hold, or too little is in the basket
	UsedUp       Why = "used_up"       // a limit of the shopper or a grant of the device
	Taken        Why = "taken"         // its pieces are in an offer that leaves the basket cheaper
	Apart        Why = "exclusive"     // one of the two is given with no other
	SavesNothing Why = "saves_nothing" // nothing here for it, or the price is lower already
)

// Explain tells of every offer that the basket leads to, or of those named by
// id, what it gave or why it did not: first those given, in turn, then the
// others in the order they apply, at most MaxReasons. Each figure is proven by
// pricing the basket again, so it is for idle moments.
func (s *Set) Explain(b Basket, ctx Context, ids ...string) []Reason {
	if s == nil {
		return nil
	}
	if ctx.Public {
		ctx.Customer = nil
	}
	x := explainer{set: s, basket: b, ctx: ctx, priced: s.Price(b, ctx)}
	if x.priced.Problem != "" {
		return nil
	}
	l := s.lack(b, &x.ctx, x.priced)
	rules := l.touched()
	x.rules = make(map[string]int32, len(rules))
	for _, i := range rules {
		x.rules[s.rules[i].ID] = i
	}
	if len(ids) > 0 {
		rules = s.named(ids)
	}
	var list []Reason
	for _, a := range x.priced.Applied {
		if (len(ids) == 0 || slices.Contains(ids, a.Offer)) && len(list) < MaxReasons {
			list = x.given(list, x.rules[a.Offer], a)
		}
	}
	given := len(list)
	var rest []Reason
	for _, i := range rules {
		r := &s.rules[i]
		if len(list)+len(rest) == MaxReasons || slices.ContainsFunc(list[:given], func(g Reason) bool { return g.Offer == r.ID }) {
			continue
		}
		if why, ok := x.beside(r); ok {
			list = append(list, why)
		} else {
			rest = append(rest, x.notGiven(&l, i))
		}
	}
	return append(list, rest...)
}

// explainer holds a priced basket that is priced again and again with other
// offers.
type explainer struct {
	set    *Set
	basket Basket
	ctx    Context
	priced Result
	rules  map[string]int32 // that the basket leads to, by the id of their offer
	pricer Pricer
}

// among prices the basket with those offers only for which keep holds.
func (x *explainer) among(keep func(rule int32) bool) Result {
	x.pricer.set, x.pricer.keep = x.set, keep
	return x.pricer.Price(x.basket, x.ctx)
}

// without is what the basket costs more without a rule.
func (x *explainer) without(rule int32) money.Amount {
	r := x.among(func(i int32) bool { return i != rule })
	return money.New(r.Total.Minor-x.priced.Total.Minor, x.set.currency)
}

// given adds what a rule gave. One that was given in two layers is one reason.
func (x *explainer) given(list []Reason, rule int32, a Applied) []Reason {
	if i := slices.IndexFunc(list, func(r Reason) bool { return r.Offer == a.Offer }); i >= 0 {
		r := &list[i]
		r.Saved, r.Times = money.New(r.Saved.Minor+a.Saved.Minor, x.set.currency), r.Times+a.Times
		r.Units = atLeast(r.Units, a.Units)
		r.Text = x.say().given(r)
		return list
	}
	r := Reason{
		Offer: a.Offer, Name: a.Name, Rule: a.Text, Saved: a.Saved, Times: a.Times, Units: a.Units,
		Worth: x.without(rule), Points: x.points(a.Offer), Personal: a.Personal,
	}
	r.Text = x.say().given(&r)
	return append(list, r)
}

// beside tells of an offer that took nothing off, but gave something else.
func (x *explainer) beside(r *rule) (Reason, bool) {
	out := Reason{Offer: r.ID, Name: r.Name.In(x.ctx.Language), Rule: r.text, Text: r.text, Points: x.points(r.ID), Personal: r.personal}
	p, gave := &x.priced, out.Points != 0
	if gave {
		out.Text = x.say().points(out.Points)
	}
	gave = gave || slices.ContainsFunc(p.Gifts, func(g GiftGiven) bool { return g.Offer == r.ID }) ||
		slices.ContainsFunc(p.Vouchers, func(v Worth) bool { return v.Offer == r.ID })
	return out, gave
}

// points are what an offer gave or took.
func (x *explainer) points(offer string) int64 {
	n := int64(0)
	for _, p := range x.priced.Posts {
		if p.Offer == offer {
			n += p.Points
		}
	}
	return n
}

// atLeast is the units of two layers: of each line the most.
func atLeast(a, b []UnitsOf) []UnitsOf {
	out := slices.Clone(a)
	for _, u := range b {
		if i := slices.IndexFunc(out, func(o UnitsOf) bool { return o.Line == u.Line }); i >= 0 {
			out[i].Quantity = max(out[i].Quantity, u.Quantity)
		} else {
			out = append(out, u)
		}
	}
	return out
}

// notGiven tells why a rule gave nothing: the first that holds.
func (x *explainer) notGiven(l *lack, rule int32) Reason {
	r, say := &x.set.rules[rule], x.say()
	out := Reason{Offer: r.ID, Name: r.Name.In(x.ctx.Language), Rule: r.text}
	if l.now < r.from || l.now >= r.to {
		out.Why, out.Text = NotNow, say.notNow
		return out
	}
	for i := range r.conditions {
		if c := &r.conditions[i]; !l.holds(c) {
			out.Why, out.Text = say.unmet(c, l.of(r))
			return out
		}
	}
	if !l.valid(r) {
		if out.Why, out.Text = Unmet, say.goal; l.timesLeft(r) == 0 {
			out.Why, out.Text = UsedUp, say.usedUp
		}
		return out
	}
	alone := x.among(func(i int32) bool { return i == rule })
	if alone.Saved.Minor == 0 {
		if out.Why, out.Text = SavesNothing, say.savesNothing; x.tooDear(rule) {
			out.Why, out.Text = UsedUp, say.usedUp
		} else if m := l.of(r); m.lacks() {
			out.Why, out.Text = Unmet, say.missing(m)
		}
		return out
	}
	out.Alone = alone.Saved
	out.Why, out.By = x.rival(r, alone)
	out.Text = say.keptOff(&out, x.nameOf(out.By))
	return out
}

func (x *explainer) say() words { return wordsIn(x.ctx.Language) }
