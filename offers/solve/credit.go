package solve

const even = 1 << 15 // no credit and no debt

func unpack(core uint64) (bought, owed, times int64) {
	return int64(core & 255), int64(core>>8&0xffff) - even, int64(core >> 24)
}

func pack(bought, owed, times int64) state {
	return state{core: uint64(bought) | uint64(owed+even)<<8 | uint64(times)<<24}
}

// trade buys piece i or gets it on credit.
func (m *machine) trade(s state, i int) {
	bought, owed, times := unpack(s.core)
	u, buys, gets := m.units[i], m.in[i]&1 == 1, m.in[i]&2 == 2
	if len(m.d.Groups) == 1 {
		gets = buys
	}
	if buys {
		b, o, t := bought+1, owed, times
		if b == m.buy {
			b, o = 0, o+m.get
			if m.times > 0 {
				t++
			}
		}
		if m.times == 0 || t < m.times || t == m.times && b == 0 {
			m.lend(b, o, t, i+1, 0, 0)
		}
	}
	if gets && (owed > 0 || !m.lesser) {
		m.lend(bought, owed-1, times, i+1, m.p.off(m.d, u), 1)
	}
}

// lend adds a branch if what is owed can still be made good by the pieces
// from i on. Credit beyond the pieces left to get is worth nothing.
func (m *machine) lend(bought, owed, times int64, i int, gain int64, how uint16) {
	if m.partial {
		owed = min(owed, m.gets(i))
	}
	if m.repays(bought, owed, i) {
		m.out = append(m.out, branch{pack(bought, owed, times), gain, how})
	}
}

func (m *machine) gets(i int) int64 { return int64(m.left[i][len(m.d.Groups)-1]) }

// repays reports whether what is owed either way may come to nothing.
func (m *machine) repays(bought, owed int64, i int) bool {
	buys := int64(m.left[i][0])
	return (m.partial || owed <= m.gets(i)) && -owed <= (bought+buys)/m.buy*m.get && (bought == 0 || bought+buys >= m.buy)
}
