package solve

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"slices"

	"endcap/offers/money"
)

// open is an application that is begun.
type open struct {
	have [MaxGroups]uint8
	tail int64 // Price: sum of floors. Amount: what may be taken off. Percent: the part of a minor unit, twice, and whether the sum is odd
	room int64 // Percent with floors: how far the sum so far is above them
	id   int32 // not compared: which it is, when a plan is read back
}

const openBytes = MaxGroups + 16

func (a *open) compare(b *open) int {
	return cmp.Or(bytes.Compare(a.have[:], b.have[:]), cmp.Compare(a.tail, b.tail), cmp.Compare(a.room, b.room))
}

func (m *machine) pieces(a *open) int64 {
	n := int64(0)
	for _, h := range a.have {
		n += int64(h)
	}
	return n
}

// join takes piece i into an application that is open or into a new one.
func (m *machine) join(s state, i int) {
	apps := m.decode(s.open)
	for g := range m.d.Groups {
		if m.in[i]>>g&1 == 0 {
			continue
		}
		for k := 0; k <= len(apps); k++ {
			core := s.core
			switch {
			case k < len(apps) && (k > 0 && apps[k].compare(&apps[k-1]) == 0 || int64(apps[k].have[g]) == m.d.Groups[g].Quantity):
				continue
			case k == len(apps) && (k >= m.limit || k >= 1<<12 || m.times > 0 && core >= uint64(m.times)):
				continue
			case k == len(apps) && m.times > 0:
				core++
			}
			to, gain, done := m.advance(append(m.spare[:0], apps...), k, g, m.units[i])
			m.spare = to
			if done != nil || m.affords(to, i+1) {
				m.out = append(m.out, branch{state{core, m.encode(to)}, gain, uint16(g + 8*k)})
			}
		}
	}
}

// affords reports whether enough pieces are left to complete what is open.
func (m *machine) affords(apps []open, i int) bool {
	for g := range m.d.Groups {
		need := int64(0)
		for k := range apps {
			need += m.d.Groups[g].Quantity - int64(apps[k].have[g])
		}
		if need > int64(m.left[i][g]) {
			return false
		}
	}
	return true
}

// advance puts a piece into group g of application k, or of a new one if
// there is none. It returns what is open then, the gain, and the application
// if it became whole.
func (m *machine) advance(apps []open, k, g int, u int32) ([]open, int64, *open) {
	if k == len(apps) {
		apps = append(apps, open{})
	}
	a := apps[k]
	a.have[g]++
	last := m.pieces(&a) == m.n
	gain := m.gain(&a, u, last)
	apps = slices.Delete(apps, k, k+1)
	if last {
		return apps, gain, &a
	}
	at, _ := slices.BinarySearchFunc(apps, &a, func(b open, a *open) int { return b.compare(a) })
	return slices.Insert(apps, at, a), gain, nil
}

// gain is what a piece brings to an application, with what is due at its end.
func (m *machine) gain(a *open, u int32, last bool) int64 {
	switch m.d.Kind {
	case Price:
		a.tail += m.p.floor(u)
		if last {
			return m.p.Price[u] - max(m.d.Value, a.tail)
		}
		return m.p.Price[u]
	case Amount:
		a.tail = min(m.d.Value, a.tail+m.p.room(u))
		if last {
			return a.tail
		}
		return 0
	case Percent:
		return m.part(a, u, last)
	case Free, CheapestPercent:
		if m.pieces(a) > m.n-m.d.N {
			return m.p.off(m.d, u)
		}
	case AmountEach, BuyGet, UpTo, kinds:
	}
	return 0
}

// part is the whole minor units of a percentage as they come; the end rounds
// what is left and looks at the floors.
func (m *machine) part(a *open, u int32, last bool) int64 {
	w := int64(money.Whole)
	n, _ := money.Ratio(m.p.Price[u], int64(m.d.Percent), w, money.Down)
	c := m.p.Price[u]%w*int64(m.d.Percent)%w + a.tail/2
	n += c / w
	odd := int64(0)
	if m.p.Rounding == money.HalfEven {
		odd = (a.tail + n) & 1
	}
	a.tail = c%w*2 + odd
	if m.floors {
		a.room += m.p.room(u) - n
	}
	if !last {
		return n
	}
	up := int64(0)
	switch m.p.Rounding {
	case money.HalfUp:
		up = c % w * 2 / w
	case money.HalfEven:
		if t := c % w * 2; t > w || t == w && odd == 1 {
			up = 1
		}
	case money.Down:
	}
	if m.floors {
		up = min(up, a.room)
	}
	return n + up
}

// smooth reports whether a percentage of a sum is the sum of the percentages:
// nothing is ever rounded and no floor is in the way.
func (m *machine) smooth() bool {
	for _, u := range m.units {
		c := m.p.Price[u] * int64(m.d.Percent)
		if m.p.Price[u] > MaxSum/int64(money.Whole) || c%int64(money.Whole) != 0 || c/int64(money.Whole) > m.p.room(u) {
			return false
		}
	}
	return true
}

// tight reports whether a floor may keep a percentage of a sum down: if each
// piece has room for its own part, the sum has.
func (m *machine) tight() bool {
	for _, u := range m.units {
		n, _ := money.Ratio(m.p.Price[u], int64(m.d.Percent), int64(money.Whole), money.Down)
		if room := m.p.room(u); n >= room && room < m.p.Price[u] {
			return true
		}
	}
	return false
}

func (m *machine) decode(s string) []open {
	m.apps = m.apps[:0]
	for ; len(s) > 0; s = s[openBytes:] {
		b, a := []byte(s[:openBytes]), open{}
		copy(a.have[:], b)
		a.tail = int64(binary.BigEndian.Uint64(b[MaxGroups:]))
		a.room = int64(binary.BigEndian.Uint64(b[MaxGroups+8:]))
		m.apps = append(m.apps, a)
	}
	return m.apps
}

func (m *machine) encode(apps []open) string {
	m.key = m.key[:0]
	for k := range apps {
		m.key = append(m.key, apps[k].have[:]...)
		m.key = binary.BigEndian.AppendUint64(m.key, uint64(apps[k].tail))
		m.key = binary.BigEndian.AppendUint64(m.key, uint64(apps[k].room))
	}
	return string(m.key)
}
