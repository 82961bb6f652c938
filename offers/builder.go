package offers

import (
	"math"
	"reflect"
	"slices"
	"strings"

	"endcap/offers/money"
)

// builder is a Set that is still growing. What offers have in common it keeps
// once.
type builder struct {
	*Set
	text       arena
	byWord     [][]int32
	stacks     map[string]uint32
	rule       map[string]string // texts of rules
	meanings   map[string]*meaning
	key        []byte // scratch
	conditions []condition
	rewards    []reward
	wares      map[figures][]*Reward
	terms      map[figures][]*Condition
}

func newBuilder(c money.Currency, p Policy, list []Offer) *builder {
	conditions, rewards := 0, 0
	for i := range list {
		conditions += len(list[i].Conditions)
		rewards += len(list[i].Rewards)
	}
	return &builder{
		Set:        &Set{currency: c, policy: p, ids: make(map[word]uint32), rules: make([]rule, 0, len(list))},
		stacks:     make(map[string]uint32),
		rule:       make(map[string]string),
		meanings:   make(map[string]*meaning),
		conditions: make([]condition, 0, conditions),
		rewards:    make([]reward, 0, rewards),
		wares:      make(map[figures][]*Reward),
		terms:      make(map[figures][]*Condition),
	}
}

// finish packs the index.
func (b *builder) finish() *Set {
	b.means = len(b.meanings)
	n := 0
	for _, list := range b.byWord {
		n += len(list)
	}
	b.posts = make([]int32, 0, n)
	b.starts = make([]uint32, 1, len(b.byWord)+1)
	for _, list := range b.byWord {
		b.posts = append(b.posts, list...)
		b.starts = append(b.starts, uint32(len(b.posts)))
	}
	return b.Set
}

func (b *builder) add(o *Offer) {
	r := rule{
		ID: b.text.keep(o.ID), Name: b.texts(o.Name), Hint: b.texts(o.Hint), Limits: o.Limits.clone(),
		Exclusive: o.Exclusive, SkipMarkedDown: o.SkipMarkedDown,
		text: b.ruleText(describe(o, b.currency)), layer: inOrder[o.Layer.order()], stack: b.stack(o.StackGroup),
		from: math.MinInt64, to: math.MaxInt64,
	}
	if o.Win != nil {
		w := *o.Win
		r.Win = &w
	}
	if o.Challenge != nil {
		i := slices.IndexFunc(b.goals, func(c challenge) bool { return c.offer == o.ID })
		r.Challenge = &b.goals[i]
	}
	if v := o.Valid; !v.From.IsZero() {
		r.from = v.From.UnixMicro()
	}
	if v := o.Valid; !v.To.IsZero() {
		r.to = v.To.UnixMicro()
	}
	from := len(b.conditions)
	for i := range o.Conditions {
		b.conditions = append(b.conditions, b.condition(r.ID, &o.Conditions[i]))
	}
	r.conditions = b.conditions[from:len(b.conditions):len(b.conditions)]
	r.personal = r.asksWho()
	from = len(b.rewards)
	for i := range o.Rewards {
		w := b.reward(&o.Rewards[i])
		w.manner, w.layer = o.Rewards[i].manner(), int8(o.layer(&o.Rewards[i]))
		b.rewards = append(b.rewards, w)
	}
	r.rewards = b.rewards[from:len(b.rewards):len(b.rewards)]
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

// ruleText keeps the text of a rule, which many have in common, once.
func (b *builder) ruleText(s string) string {
	kept, ok := b.rule[s]
	if !ok {
		kept = b.text.keep(s)
		b.rule[s] = kept
	}
	return kept
}

func (b *builder) reward(w *Reward) reward {
	r := reward{Reward: b.ware(w), sel: b.selector(w.Select), apply: b.selector(w.ApplyTo)}
	if w.ApplyTo == nil {
		r.apply = r.sel
	}
	for i := range w.Groups {
		r.groups = append(r.groups, b.selector(w.Groups[i].Select))
	}
	for i := range w.Families {
		r.groups = append(r.groups, b.selector(w.Families[i].Select))
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

// figures are what rewards or conditions that are the same have in common.
type figures struct {
	kind    string
	a, b, c int64
}

// ware is a Reward without its selects.
func (b *builder) ware(w *Reward) *Reward {
	c := *w
	c.Select, c.ApplyTo = nil, nil
	c.Groups, c.Tiers, c.Steps = slices.Clone(c.Groups), slices.Clone(c.Tiers), slices.Clone(c.Steps)
	c.Families = slices.Clone(c.Families)
	for i := range c.Groups {
		c.Groups[i].Select = nil
	}
	for i := range c.Families {
		c.Families[i].Select = nil
	}
	bare := func(g *Group) *Group {
		if g == nil {
			return nil
		}
		return &Group{Quantity: g.Quantity}
	}
	c.Buy, c.Gift = bare(c.Buy), bare(c.Gift)
	if c.Gift != nil && w.Gift.Select != nil { // whoever fetches a gift is told which
		c.Gift.Select = &Select{GTINs: slices.Clone(w.Gift.Select.GTINs), SKUs: slices.Clone(w.Gift.Select.SKUs)}
	}
	if c.Get != nil {
		get := *c.Get
		get.Select = nil
		c.Get = &get
	}
	return once(b.wares, figures{string(c.Type), int64(c.Percent), c.Amount, c.Price}, c)
}

// term is a Condition without its select.
func (b *builder) term(k *Condition) *Condition {
	c := *k
	c.Select = nil
	c.AnyOf, c.Codes = slices.Clone(c.AnyOf), slices.Clone(c.Codes)
	first := ""
	if len(c.Codes) > 0 {
		first = c.Codes[0]
	}
	return once(b.terms, figures{string(c.Type) + first, c.Amount, c.Quantity, c.N}, c)
}

// once returns the one that is kept of those that are the same.
func once[T any](kept map[figures][]*T, key figures, v T) *T {
	for _, k := range kept[key] {
		if reflect.DeepEqual(*k, v) {
			return k
		}
	}
	kept[key] = append(kept[key], &v)
	return &v
}

func (l Limits) clone() Limits {
	for _, p := range []**int64{&l.PerCustomer, &l.PerCustomerPerDay, &l.DeviceQuota, &l.Budget} {
		if *p != nil {
			n := **p
			*p = &n
		}
	}
	return l
}

// arena keeps many short texts in few pieces of memory.
type arena struct{ strings.Builder }

const arenaPiece = 1 << 14

func (a *arena) keep(s string) string {
	if s == "" {
		return ""
	}
	if a.Len()+len(s) > a.Cap() {
		a.Reset()
		a.Grow(max(arenaPiece, len(s)))
	}
	from := a.Len()
	a.WriteString(s)
	return a.String()[from:]
}
