package solve

// count takes piece i into group g. The core is a byte per group, and above
// them how often the deal was given.
func (m *machine) count(s state, i, g int) {
	u, core := m.units[i], s.core
	have := int64(core >> (8 * g) & 255)
	if have == 255 {
		m.toobig = true
		return
	}
	gain := m.each(u)
	core += 1 << (8 * g)
	if m.whole(core) {
		for h := range m.d.Groups {
			core -= uint64(m.quantity(h)) << (8 * h)
		}
		gain += m.end
		if m.times > 0 {
			core += 1 << 48
			if core>>48 > uint64(m.times) {
				return
			}
		}
	} else if !m.completes(core, i+1) {
		return
	}
	m.out = append(m.out, branch{state{core: core}, gain, uint16(g)})
}

// append takes piece i as the next of the row: the core is as of counts.
func (m *machine) append(s state, i int) {
	b := branch{state{core: s.core + 1}, 0, 0}
	if have := int64(s.core & 255); have >= m.buy {
		b.gain, b.how = m.p.off(m.d, m.units[i]), 1
	}
	if int64(b.to.core&255) == m.n {
		b.to.core -= uint64(m.n)
		if m.times > 0 {
			b.to.core += 1 << 48
		}
		if m.times > 0 && b.to.core>>48 > uint64(m.times) {
			return
		}
	}
	if m.may(b.to, i+1) {
		m.out = append(m.out, b)
	}
}

// quantity is how many pieces of a group one application takes; of a deal
// that is up to so many pieces, each is an application.
func (m *machine) quantity(g int) int64 {
	if m.d.Kind == UpTo {
		return 1
	}
	return m.d.Groups[g].Quantity
}

func (m *machine) whole(core uint64) bool {
	for g := range m.d.Groups {
		if int64(core>>(8*g)&255) < m.quantity(g) {
			return false
		}
	}
	return true
}

// completes reports whether the pieces from i on may complete all that is
// begun: so many applications are open as the fullest group has begun.
func (m *machine) completes(core uint64, i int) bool {
	want := int64(0)
	for g := range m.d.Groups {
		q := m.quantity(g)
		want = max(want, (int64(core>>(8*g)&255)+q-1)/q)
	}
	for g := range m.d.Groups {
		if int64(core>>(8*g)&255)+int64(m.left[i][g]) < want*m.quantity(g) {
			return false
		}
	}
	return true
}

// each is what is gained as a piece is taken.
func (m *machine) each(u int32) int64 {
	switch m.d.Kind {
	case Price:
		return m.p.Price[u]
	case Amount:
		return 0
	case Percent:
		return m.p.share(m.p.Price[u], m.d.Percent)
	case AmountEach, Free, CheapestPercent, BuyGet, UpTo, kinds:
	}
	return m.p.off(m.d, u)
}
