package aztec

// The field of 16 elements over x^4+x+1, in which the mode message is
// protected: powers of 2, and which power each element is.
var (
	exp = [15]byte{1, 2, 4, 8, 3, 6, 12, 11, 5, 10, 7, 14, 15, 13, 9}
	log = [16]byte{0, 0, 1, 4, 2, 8, 5, 10, 3, 14, 9, 7, 6, 13, 11, 12}
)

func mul(a, b byte) byte {
	if a == 0 || b == 0 {
		return 0
	}
	return exp[(int(log[a])+int(log[b]))%15]
}

// div returns a/b; b is not 0.
func div(a, b byte) byte {
	if a == 0 {
		return 0
	}
	return exp[(int(log[a])+15-int(log[b]))%15]
}

// syndromes of a word whose check part has roots 2^1 to 2^n.
func syndromes(w []byte, n int) (s [6]byte, zero bool) {
	zero = true
	for i := range n {
		for _, v := range w {
			s[i] = mul(s[i], exp[i+1]) ^ v
		}
		zero = zero && s[i] == 0
	}
	return s, zero
}

// clean reports whether w has no error.
func clean(w []byte, check int) bool {
	_, zero := syndromes(w, check)
	return zero
}

// correct puts up to check/2 wrong words of w right. It finds the fewest errors
// whose positions solve the key equation.
func correct(w []byte, check int) bool {
	s, zero := syndromes(w, check)
	if zero {
		return true
	}
	for n := 1; n <= check/2; n++ {
		// The locator: sum of l[k]*s[i+k] = s[i+n], for every i.
		var a [3][4]byte
		for i := range n {
			copy(a[i][:n], s[i:i+n])
			a[i][n] = s[i+n]
		}
		l, ok := solve(&a, n)
		if !ok {
			continue
		}
		var try [10]byte
		copy(try[:], w)
		if t := try[:len(w)]; fix(t, s, l, n) && clean(t, check) {
			copy(w, t)
			return true
		}
	}
	return false
}

// fix takes n errors off w at the roots of the locator l.
func fix(w []byte, s [6]byte, l [3]byte, n int) bool {
	var where [3]int
	found := 0
	for i := range w {
		x := exp[len(w)-1-i]
		v, p := byte(0), byte(1)
		for k := range n {
			v, p = v^mul(l[k], p), mul(p, x)
		}
		if v == p {
			if found == n {
				return false
			}
			where[found] = i
			found++
		}
	}
	if found != n {
		return false
	}
	var a [3][4]byte
	for i := range n {
		for k := range n {
			a[i][k] = exp[(len(w)-1-where[k])*(i+1)%15]
		}
		a[i][n] = s[i]
	}
	e, ok := solve(&a, n)
	for k := range n {
		w[where[k]] ^= e[k]
	}
	return ok
}

// solve solves n equations, each with its right side in column n.
func solve(a *[3][4]byte, n int) (x [3]byte, ok bool) {
	for c := range n {
		p := c
		for p < n && a[p][c] == 0 {
			p++
		}
		if p == n {
			return x, false
		}
		a[c], a[p] = a[p], a[c]
		for r := range n {
			if r == c || a[r][c] == 0 {
				continue
			}
			k := div(a[r][c], a[c][c])
			for i := c; i <= n; i++ {
				a[r][i] ^= mul(k, a[c][i])
			}
		}
	}
	for i := range n {
		x[i] = div(a[i][n], a[i][i])
	}
	return x, true
}
