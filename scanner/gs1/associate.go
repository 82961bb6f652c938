package gs1

// set is a set of the AIs and patterns of AIs (31nn) that associations name,
// by their number in the dictionary.
type set [4]uint64

func (s *set) add(i int) { s[i/64] |= 1 << (i % 64) }

func (s *set) join(t *set) {
	s[0] |= t[0]
	s[1] |= t[1]
	s[2] |= t[2]
	s[3] |= t[3]
}

// meets reports whether s and t have a member in common.
func (s *set) meets(t *set) bool {
	return s[0]&t[0]|s[1]&t[1]|s[2]&t[2]|s[3]&t[3] != 0
}

// within reports whether all members of s are in t.
func (s *set) within(t *set) bool {
	return s[0]&^t[0]|s[1]&^t[1]|s[2]&^t[2]|s[3]&^t[3] == 0
}

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
	for i := range m.n {
		e := d.of(m.els[i])
		met.join(&e.is)
		all |= e.flags
	}
	for i := range m.n {
		e := d.of(m.els[i])
		if e.bars.meets(&met) {
			if with := m.excluded(i); with != 0 {
				return m.fail(Error{Code: CodeExcluded, AI: m.els[i].ai, With: with})
			}
		}
	}
	for i := 0; i < m.n && !skipRequired; i++ {
		e := d.of(m.els[i])
		for j := range e.needs {
			if n := &e.needs[j]; !n.met(&met) || n.any.meets(&e.is) && !m.meetsOther(i, n) {
				return m.fail(Error{Code: CodeMissing, AI: m.els[i].ai, Value: m.value(i)})
			}
		}
	}
	if i := m.differs(); i > 0 {
		return m.fail(Error{Code: CodeRepeated, AI: m.els[i].ai, Value: m.value(i), why: "stands there twice with different values"})
	}
	if all&signature == 0 {
		return nil
	}
	return m.signed()
}

// of is the entry of an element; those of bare numbers do not know theirs.
func (d *Dictionary) of(el place) *entry {
	if el.entry == short {
		_, e := d.find(el.ai)
		return e
	}
	return &d.entries[el.entry]
}

// excluded returns an AI that element i must not stand with, or 0. An AI does
// not exclude itself, though its pattern may.
func (m *Message) excluded(i int) AI {
	d := m.Dictionary()
	bars := &d.of(m.els[i]).bars
	for j := range m.n {
		if with := m.els[j]; with.ai != m.els[i].ai && bars.meets(&d.of(with).is) {
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
			others.join(&d.of(m.els[j]).is)
		}
	}
	return n.met(&others)
}

// differs returns the first element whose AI stood there before with another
// value, or 0.
func (m *Message) differs() int {
	for i := 1; i < m.n; i++ {
		for j := range i {
			if m.els[i].ai == m.els[j].ai && m.value(i) != m.value(j) {
				return i
			}
		}
	}
	return 0
}

// signed proves that a digital signature (8030) signs one thing and not a
// class of things: a key with an optional serial number must have it.
func (m *Message) signed() *Error {
	for i := range m.n {
		e := m.Dictionary().of(m.els[i])
		if e.flags&serialised != 0 && len(m.value(i)) == int(e.least) {
			return m.fail(Error{Code: CodeMissing, AI: e.ai, Value: m.value(i), why: "needs its serial number where a signature (8030) stands beside it"})
		}
	}
	return nil
}
