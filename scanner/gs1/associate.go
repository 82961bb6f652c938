package gs1

// set is a set of the AIs and patterns of AIs (31nn) that associations name,
// by their number in the dictionary.
type set [2]uint64

func (s *set) add(i int) { s[i/64] |= 1 << (i % 64) }

func (s *set) join(t *set) {
	s[0] |= t[0]
	s[1] |= t[1]
}

// meets reports whether s and t have a member in common.
func (s *set) meets(t *set) bool { return s[0]&t[0]|s[1]&t[1] != 0 }

// within reports whether all members of s are in t.
func (s *set) within(t *set) bool { return s[0]&^t[0]|s[1]&^t[1] == 0 }

// need is a list of AIs of which an AI must stand with one: any of those of
// its own, or all of a group.
type need struct {
	any    set
	groups []set
}

func (n *need) met(by *set) bool {
	if n.any.meets(by) {
		return true
	}
	for i := range n.groups {
		if n.groups[i].within(by) {
			return true
		}
	}
	return false
}

// Associate proves what the elements say of each other (GenSpecs 4.15): pairs
// that exclude each other, AIs that need others, one value for one AI, and
// what a digital signature needs. Parsing has done so already unless
// SkipRequired was set. The error is an *Error that lies in m.
func (m *Message) Associate() error { return m.done(m.associate(false)) }

func (m *Message) associate(skipRequired bool) *Error {
	d := m.Dictionary()
	var all flags
	var met set
	els := m.els[:m.n]
	for i := range els {
		e := &d.entries[els[i].entry]
		met.join(&e.is)
		all |= e.flags
	}
	sibling, differing := m.pairs(d)
	missing := 0
	for i := range els {
		e := &d.entries[els[i].entry]
		if sibling == i+1 || e.bars.meets(&met) {
			if with := m.excluded(i); with != 0 {
				return m.fail(Error{Code: CodeExcluded, AI: e.ai, With: with})
			}
		}
		for j := 0; j < len(e.needs) && missing == 0; j++ {
			if n := &e.needs[j]; !n.met(&met) || n.any.meets(&e.is) && !m.meetsOther(i, n) {
				missing = i + 1
			}
		}
	}
	if i := missing - 1; i >= 0 && !skipRequired {
		return m.fail(Error{Code: CodeMissing, AI: els[i].ai, Value: m.value(i)})
	}
	if i := differing - 1; i >= 0 {
		return m.fail(Error{Code: CodeRepeated, AI: els[i].ai, Value: m.value(i), why: "stands there twice with different values"})
	}
	if all&signature == 0 {
		return nil
	}
	return m.signed()
}

// pairs looks for two elements of one range of AIs that excludes its other
// members, and for one AI with two values. It returns the number of the
// element, counted from 1, or 0.
func (m *Message) pairs(d *Dictionary) (sibling, differing int) {
	els := m.els[:m.n]
	for i := range els {
		tens := els[i].ai / 10
		for j := range els[:i] {
			switch {
			case els[j].ai/10 != tens:
			case els[j].ai != els[i].ai:
				if d.siblings(els[i], els[j]) {
					sibling = i + 1
				}
			case m.value(i) != m.value(j):
				differing = i + 1
			}
		}
	}
	return sibling, differing
}

// siblings reports whether two AIs are of one range whose members exclude each
// other.
func (d *Dictionary) siblings(a, b place) bool {
	e, f := &d.entries[a.entry], &d.entries[b.entry]
	return e.row == f.row && e.flags&alone != 0
}

// excluded returns an AI that element i must not stand with, or 0. An AI does
// not exclude itself, though its pattern may.
func (m *Message) excluded(i int) AI {
	d := m.Dictionary()
	bars := &d.entries[m.els[i].entry].bars
	for j := range m.n {
		with := m.els[j]
		if with.ai != m.els[i].ai && (d.siblings(m.els[i], with) || bars.meets(&d.entries[with.entry].is)) {
			return with.ai
		}
	}
	return 0
}

// meetsOther is met by the elements that are of another AI than element i.
func (m *Message) meetsOther(i int, n *need) bool {
	d := m.Dictionary()
	var others set
	for j := range m.n {
		if m.els[j].ai != m.els[i].ai {
			others.join(&d.entries[m.els[j].entry].is)
		}
	}
	return n.met(&others)
}

// signed proves that a digital signature (8030) signs one thing and not a
// class of things: a key with an optional serial number must have it.
func (m *Message) signed() *Error {
	for i := range m.n {
		e := &m.Dictionary().entries[m.els[i].entry]
		if e.flags&serialised != 0 && len(m.value(i)) == int(e.least) {
			return m.fail(Error{Code: CodeMissing, AI: e.ai, Value: m.value(i), why: "needs its serial number where a signature (8030) stands beside it"})
		}
	}
	return nil
}
