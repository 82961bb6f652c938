package gs1

import "strings"

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
	excluded, missing := -1, -1
	for i := range els {
		e := &d.entries[els[i].entry]
		if (sibling >= 0 || e.bars.meets(&met)) && m.excluded(i) != 0 {
			excluded = m.first(excluded, i)
		}
		for j := range e.needs {
			if n := &e.needs[j]; !n.met(&met) || n.any.meets(&e.is) && !m.meetsOther(i, n) {
				missing = m.first(missing, i)
				break
			}
		}
	}
	switch {
	case excluded >= 0:
		return m.fail(Error{Code: CodeExcluded, AI: els[excluded].ai, With: m.excluded(excluded)})
	case missing >= 0 && !skipRequired:
		return m.fail(Error{Code: CodeMissing, AI: els[missing].ai, Value: m.written(missing), why: m.lacks(missing)})
	case differing >= 0:
		return m.fail(Error{Code: CodeRepeated, AI: els[differing].ai, Value: m.written(differing), why: "stands there twice with different values"})
	}
	if all&signature == 0 {
		return nil
	}
	return m.signed()
}

// first returns the one of two elements whose AI comes first by its digits, as
// the official engine reports them; i may be -1 for none.
func (m *Message) first(i, j int) int {
	if i < 0 || m.els[j].ai.before(m.els[i].ai) {
		return j
	}
	return i
}

// pairs looks for two elements of one range of AIs that excludes its other
// members, and for one AI with two values. It returns an element of such a
// pair, or -1.
func (m *Message) pairs(d *Dictionary) (sibling, differing int) {
	sibling, differing = -1, -1
	els := m.els[:m.n]
	for i := range els {
		tens := els[i].ai / 10
		for j := range els[:i] {
			switch {
			case els[j].ai/10 != tens:
			case els[j].ai != els[i].ai:
				if d.siblings(els[i], els[j]) {
					sibling = i
				}
			case m.value(i) != m.value(j):
				differing = m.first(differing, i)
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

// lacks returns what element i needs and has not, as the dictionary has it:
// req=01,02.
func (m *Message) lacks(i int) string {
	d := m.Dictionary()
	e := &d.entries[m.els[i].entry]
	j := 0
	for clause := range strings.FieldsSeq(d.rows[e.row].attributes) {
		if !strings.HasPrefix(clause, needed) {
			continue
		}
		if !m.meetsOther(i, &e.needs[j]) {
			return clause
		}
		j++
	}
	return ""
}

// needed begins the attribute that names what an AI needs.
const needed = "req="

// signed proves that a digital signature (8030) signs one thing and not a
// class of things: a key with an optional serial number must have it.
func (m *Message) signed() *Error {
	for i := range m.n {
		e := &m.Dictionary().entries[m.els[i].entry]
		if e.flags&serialised != 0 && len(m.value(i)) == int(e.least) {
			return m.fail(Error{Code: CodeMissing, AI: e.ai, Value: m.written(i), why: "needs its serial number where a signature (8030) stands beside it"})
		}
	}
	return nil
}
