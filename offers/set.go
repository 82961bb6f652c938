package offers

import (
	"cmp"
	"math"
	"slices"
	"strconv"

	"endcap/offers/money"
	"endcap/offers/strict"
)

// Set is offers made ready to price baskets: checked, in the order they
// apply, and indexed by what they are about, so that pricing costs what the
// basket touches and not what the file holds. A Set never changes; any number
// of goroutines may use it.
type Set struct {
	currency money.Currency
	policy   Policy
	rules    []rule
	ids      map[word]uint32
	posts    [][]int32 // rules by word
	always   []int32   // rules that no word leads to
	goals    []challenge
}

// rule is one offer compiled.
type rule struct {
	*Offer
	text       string
	layer      Layer  // under a policy that takes rules as a whole
	stack      uint32 // group, from 1; 0 is none
	personal   bool
	from, to   int64 // of Valid, in microseconds
	conditions []condition
	rewards    []reward
}

type reward struct {
	*Reward
	sel, get, apply selector
	groups          []selector // of group; the one of buy
	manner          manner
	layer           int
}

// Compile checks the offers, all faults at once (strict.Faults), and makes
// them ready. It keeps list and its contents, which must not change after.
func Compile(c money.Currency, list []Offer) (*Set, error) { return Policy{}.Compile(c, list) }

// Compile is Compile for a shop with this policy.
func (p Policy) Compile(c money.Currency, list []Offer) (*Set, error) {
	var faults strict.Faults
	check(c, list, func(path, text string) {
		faults = append(faults, strict.Fault{Path: path, Text: text})
	})
	if len(faults) > 0 {
		return nil, faults
	}
	return p.compile(c, list), nil
}

// Len returns how many offers the set has.
func (s *Set) Len() int { return len(s.rules) }

// Currency returns the currency of the set.
func (s *Set) Currency() money.Currency { return s.currency }

func (p Policy) compile(c money.Currency, list []Offer) *Set {
	order := make([]*Offer, len(list))
	for i := range list {
		order[i] = &list[i]
	}
	slices.SortStableFunc(order, func(a, b *Offer) int {
		layer := 0
		if p.Combine != BestPrice { // rules go whole, each in its layer
			layer = cmp.Compare(a.Layer.order(), b.Layer.order())
		}
		return cmp.Or(layer, cmp.Compare(b.Priority, a.Priority))
	})
	b := builder{&Set{currency: c, policy: p, ids: make(map[word]uint32), rules: make([]rule, 0, len(list))}, make(map[string]uint32)}
	b.challenges(list)
	for _, o := range order {
		b.add(o)
	}
	return b.Set
}

// builder is a Set that is still growing.
type builder struct {
	*Set
	stacks map[string]uint32
}

func (b *builder) add(o *Offer) {
	r := rule{Offer: o, text: describe(o, b.currency), layer: o.Layer, stack: b.stack(o.StackGroup), from: math.MinInt64, to: math.MaxInt64}
	if r.layer == "" {
		r.layer = LayerItem
	}
	if v := o.Valid; !v.From.IsZero() {
		r.from = v.From.UnixMicro()
	}
	if v := o.Valid; !v.To.IsZero() {
		r.to = v.To.UnixMicro()
	}
	for i := range o.Conditions {
		r.conditions = append(r.conditions, b.condition(&o.Conditions[i]))
	}
	r.personal = r.asksWho()
	for i := range o.Rewards {
		w := b.reward(&o.Rewards[i])
		w.manner, w.layer = o.Rewards[i].manner(), o.layer(&o.Rewards[i])
		r.rewards = append(r.rewards, w)
	}
	b.post(int32(len(b.rules)), b.anchor(&r))
	b.rules = append(b.rules, r)
}

// stack numbers a stack group; 0 is none.
func (b *builder) stack(name string) uint32 {
	if name == "" {
		return 0
	}
	n, ok := b.stacks[name]
	if !ok {
		n = uint32(len(b.stacks) + 1)
		b.stacks[name] = n
	}
	return n
}

func (b *builder) reward(w *Reward) reward {
	r := reward{Reward: w, sel: b.selector(w.Select), apply: b.selector(w.ApplyTo)}
	if w.ApplyTo == nil {
		r.apply = r.sel
	}
	for i := range w.Groups {
		r.groups = append(r.groups, b.selector(w.Groups[i].Select))
	}
	if w.Gift != nil {
		r.get = b.selector(w.Gift.Select)
	}
	if w.Buy != nil && w.Get != nil {
		r.groups = append(r.groups, b.selector(w.Buy.Select))
		r.get = b.selector(w.Get.Select)
	}
	return r
}

func (b *builder) words(k kind, list []string) []uint32 {
	out := make([]uint32, 0, len(list))
	for _, s := range list {
		w := word{k, s}
		if k == byGTIN {
			w.text = fullGTIN(s)
		}
		id, ok := b.ids[w]
		if !ok {
			id = uint32(len(b.posts))
			b.ids[w] = id
			b.posts = append(b.posts, nil)
		}
		out = append(out, id)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func (b *builder) post(i int32, words []uint32) {
	if words == nil {
		b.always = append(b.always, i)
	}
	for _, w := range words {
		b.posts[w] = append(b.posts[w], i)
	}
}

// anchor returns words of which a basket must have at least one for the rule
// to save anything: of all that is necessary, what the fewest baskets have.
// nil means that there are none.
func (b *builder) anchor(r *rule) []uint32 {
	best := field{kind: byNothing}
	better := func(f field) {
		if f.kind < best.kind {
			best = f
		}
	}
	for i := range r.conditions {
		switch c := &r.conditions[i]; c.Type {
		case Coupon:
			better(field{kind: byCoupon, words: b.words(byCoupon, c.Codes)})
		case Segment:
			better(field{kind: bySegment, words: b.words(bySegment, c.AnyOf)})
		case Contains, MinQuantity, MinProducts, MinSpend, MinWeight:
			better(c.sel.anchor())
		case Member, NthVisit, Zone, Weekday, TimeOfDay, MinPoints, MinMembers, ChallengeDone, FirstPurchase, Holiday, AskIf:
		}
	}
	if r.Exclusive && b.policy.Combine == InTurn {
		return best.words // it keeps the others off even where it saves nothing
	}
	var all field // one of the rewards is necessary
	for i := range r.rewards {
		f := r.rewards[i].anchor()
		if f.kind == byNothing {
			return best.words
		}
		all.kind = max(all.kind, f.kind)
		all.words = append(all.words, f.words...)
	}
	slices.Sort(all.words)
	all.words = slices.Compact(all.words)
	better(all)
	return best.words
}

// anchor of a reward: of all the goods it needs, those that are rarest.
func (r *reward) anchor() field {
	best := field{kind: byNothing}
	needs := r.groups
	if len(needs) == 0 {
		needs = []selector{r.apply}
	}
	for i := range needs {
		if f := needs[i].anchor(); f.kind < best.kind {
			best = f
		}
	}
	return best
}

// anchor of a selector: its rarest field.
func (s *selector) anchor() field {
	best := field{kind: byNothing}
	for _, f := range s.fields {
		if f.kind < best.kind {
			best = f
		}
	}
	return best
}

// fullGTIN pads a GTIN of any length to the 14 digits lines are known by.
func fullGTIN(s string) string {
	return "00000000000000"[:max(0, 14-len(s))] + s
}

// minutes reads "17:30" as minutes of the day, -1 if it is not one.
func minutes(s string) int {
	if len(s) != 5 || s[2] != ':' {
		return -1
	}
	h, err1 := strconv.ParseUint(s[:2], 10, 8)
	m, err2 := strconv.ParseUint(s[3:], 10, 8)
	if err1 != nil || err2 != nil || h > 24 || m > 59 || h == 24 && m > 0 {
		return -1
	}
	return int(h*60 + m)
}
