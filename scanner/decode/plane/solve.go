package plane

// Solve solves eight linear equations, each with its right side last, as a
// perspective asks for them. It changes them, and reports false if they do not
// have one solution.
func Solve(m *[8][9]float64) (out [8]float64, ok bool) {
	for c := range m {
		best := c
		for r := c + 1; r < len(m); r++ {
			if max(m[r][c], -m[r][c]) > max(m[best][c], -m[best][c]) {
				best = r
			}
		}
		m[c], m[best] = m[best], m[c]
		if !(max(m[c][c], -m[c][c]) > 1e-12) { // NaN is no solution
			return out, false
		}
		for r := range m {
			if r == c {
				continue
			}
			k := m[r][c] / m[c][c]
			for j := c; j < len(m[r]); j++ {
				m[r][j] -= k * m[c][j]
			}
		}
	}
	for i := range out {
		out[i] = m[i][8] / m[i][i]
	}
	return out, true
}
