package offers

// meant remembers which lines each selector of the set means: many offers are
// about the same goods, and what a selector asks of a line, but for
// markedDown, does not change while a basket is priced.
type meant struct {
	basket uint32
	of     []span // by number of the selector
	lines  []int32
	all    []int32
	open   []int32 // those that take offers
}

// span is lines[from:to], if basket is the one being priced.
type span struct {
	basket   uint32
	from, to int32
}

// begin forgets what was asked about the basket before.
func (m *meant) begin(selectors int, list []goods) {
	m.basket++
	if len(m.of) != selectors || m.basket == 0 {
		m.of, m.basket = make([]span, selectors), 1
	}
	m.lines = m.lines[:0]
	m.all, m.open = sized(m.all, int64(len(list))), m.open[:0]
	for i := range m.all {
		m.all[i] = int32(i)
		if !list[i].closed() {
			m.open = append(m.open, int32(i))
		}
	}
}

// means lists the lines that a selector means, rising. The list may not be
// changed.
func (t *till) means(s *selector) []int32 {
	if s.meaning == nil {
		return t.meant.all
	}
	at := &t.meant.of[s.number]
	if at.basket != t.meant.basket || s.marks {
		*at = span{basket: t.meant.basket, from: int32(len(t.meant.lines))}
		for _, i := range t.meant.open {
			if s.matches(&t.goods[i], t.ctx.Now) {
				t.meant.lines = append(t.meant.lines, i)
			}
		}
		at.to = int32(len(t.meant.lines))
	}
	return t.meant.lines[at.from:at.to:at.to]
}
