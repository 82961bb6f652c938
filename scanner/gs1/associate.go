package gs1

// associate proves what the elements say of each other (GenSpecs 4.15): pairs
// that exclude each other, AIs that need others, and one value for one AI.
func (m *Message) associate(skipRequired bool) *Error {
	for i := range m.n {
		ai := m.At(i).AI
		for _, bar := range bars[ai.entry().bars] {
			for j := range m.n {
				if with := m.At(j).AI; with != ai && bar.holds(with) {
					return &Error{Code: CodeExcluded, AI: ai, With: with}
				}
			}
		}
	}
	for i := 0; i < m.n && !skipRequired; i++ {
		el := m.At(i)
		for _, clause := range needs[el.AI.entry().needs] {
			if !m.satisfies(clause) {
				return &Error{Code: CodeMissing, AI: el.AI, Value: el.Value}
			}
		}
	}
	for i := range m.n {
		el := m.At(i)
		if v, _ := m.Value(el.AI); v != el.Value {
			return &Error{Code: CodeRepeated, AI: el.AI, Value: el.Value, why: "stands there twice with different values"}
		}
	}
	return m.signed()
}

// satisfies reports whether all AIs of any group of the clause are there.
func (m *Message) satisfies(clause [][]span) bool {
	for _, group := range clause {
		whole := true
		for _, s := range group {
			whole = whole && m.has(s)
		}
		if whole {
			return true
		}
	}
	return false
}

// signed proves that a digital signature (8030) signs one thing and not a
// class of things: a key with an optional serial number must have it.
func (m *Message) signed() *Error {
	if _, ok := m.Value(1_8030); !ok {
		return nil
	}
	for i := range m.n {
		el := m.At(i)
		if classLen := signedClass[el.AI]; classLen > 0 && len(el.Value) == classLen {
			return &Error{Code: CodeMissing, AI: el.AI, Value: el.Value, why: "needs its serial number where a signature (8030) stands beside it"}
		}
	}
	return nil
}

// signedClass holds the lengths of keys that, without a serial number behind
// them, name a class of things.
var signedClass = map[AI]int{1_253: 13, 1_255: 13, 1_8003: 14}
