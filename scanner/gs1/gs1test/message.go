package gs1test

import "slices"

// element is an AI with its value.
type element struct {
	entry *Entry
	value string
}

// message draws elements that may stand together: a few AIs, those that they
// need, none that excludes another. Most are what shops meet.
func (m *Maker) message(r source) []element {
	const tries = 20
	var all []element
	for range 1 + r.IntN(4) {
		var e *Entry
		if r.one(3) {
			e = m.shop[r.IntN(len(m.shop))]
		} else {
			e = &m.entries[r.IntN(len(m.entries))]
		}
		for range tries {
			if grown, ok := m.with(r, all, e, 0); ok {
				all = grown
				break
			}
		}
	}
	if len(all) == 0 {
		return []element{{m.own[0], r.value(m.own[0])}}
	}
	m.serialise(r, all)
	if r.one(2) {
		r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	}
	return all
}

// with adds an AI and what it needs; false where that cannot be.
func (m *Maker) with(r source, all []element, e *Entry, depth int) ([]element, bool) {
	const deepest = 6
	if holds(all, e.AI, "") {
		return all, true
	}
	for _, other := range all {
		if excluded(e, other.entry) || excluded(other.entry, e) {
			return nil, false
		}
	}
	if depth > deepest {
		return nil, false
	}
	all = append(slices.Clone(all), element{e, r.value(e)})
	for _, clause := range e.Needs {
		if satisfied(all, clause, e.AI) {
			continue
		}
		group := clause[r.IntN(len(clause))]
		for _, pattern := range splitGroup(group) {
			if holds(all, pattern, e.AI) {
				continue
			}
			one := m.matching(r, pattern)
			if one == nil {
				return nil, false
			}
			grown, ok := m.with(r, all, one, depth+1)
			if !ok {
				return nil, false
			}
			all = grown
		}
	}
	return all, true
}

// serialise gives every key its serial number where a signature stands beside
// it, which must be that of one thing.
func (m *Maker) serialise(r source, all []element) {
	if !holds(all, "8030", "") {
		return
	}
	for i, el := range all {
		for el.entry.AI == "253" || el.entry.AI == "255" || el.entry.AI == "8003" {
			least := 13
			if el.entry.AI == "8003" {
				least = 14
			}
			if len(all[i].value) > least {
				break
			}
			all[i].value = r.value(el.entry)
		}
	}
}

// matching draws an AI of a pattern, or nil.
func (m *Maker) matching(r source, pattern string) *Entry {
	var some []*Entry
	for i := range m.entries {
		if Matches(pattern, m.entries[i].AI) {
			some = append(some, &m.entries[i])
		}
	}
	if len(some) == 0 {
		return nil
	}
	return some[r.IntN(len(some))]
}

// holds reports whether an AI of the pattern is there, other than one.
func holds(all []element, pattern, but string) bool {
	return slices.ContainsFunc(all, func(el element) bool { return el.entry.AI != but && Matches(pattern, el.entry.AI) })
}

// satisfied reports whether all patterns of any group are there.
func satisfied(all []element, clause []string, but string) bool {
	for _, group := range clause {
		if !slices.ContainsFunc(splitGroup(group), func(p string) bool { return !holds(all, p, but) }) {
			return true
		}
	}
	return false
}

// excluded reports whether e may not stand beside other.
func excluded(e, other *Entry) bool {
	return e != other && slices.ContainsFunc(e.Excludes, func(p string) bool { return Matches(p, other.AI) })
}
