package offers

import "slices"

func (b *builder) words(k kind, list []string) []uint32 {
	out := make([]uint32, 0, len(list))
	for _, s := range list {
		w := word{k, s}
		if k == byGTIN {
			w.text = fullGTIN(s)
		}
		id, ok := b.ids[w]
		if !ok {
			id = uint32(len(b.byWord))
			w.text = b.text.keep(w.text)
			b.ids[w] = id
			b.byWord = append(b.byWord, nil)
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
		b.byWord[w] = append(b.byWord[w], i)
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
		if w := &r.rewards[i]; w.Type == ManufacturerCoupon {
			f = field{kind: byCoupon, words: b.words(byCoupon, []string{claimCode(w.Funder)})}
		}
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
	if s.meaning == nil {
		return best
	}
	for _, f := range s.fields {
		if f.kind < best.kind {
			best = f
		}
	}
	return best
}
