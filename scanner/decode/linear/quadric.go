package linear

// unknowns is how many a quadric has.
const unknowns = 6

// quadric is a sum of squares of sums of unknowns, of which the least is wanted.
type quadric [unknowns][unknowns + 1]float32

// add adds the square of row times the unknowns, less value.
func (q *quadric) add(row [unknowns]float32, value float32) {
	for i, a := range row {
		for k := range i + 1 {
			q[i][k] += a * row[k]
		}
		q[i][unknowns] += a * value
	}
}

// least returns the unknowns for which the sum is least. It reports false when
// any would do.
func (q *quadric) least() (x [unknowns]float32, ok bool) {
	for i := range q {
		for k := range i {
			q[k][i] = q[i][k]
		}
		q[i][i] *= 1.001 // rather a small step than a wild one
	}
	for i := range q {
		if q[i][i] < 1e-9 {
			return x, false
		}
		for k := i + 1; k < unknowns; k++ {
			f := q[k][i] / q[i][i]
			for j := i; j <= unknowns; j++ {
				q[k][j] -= f * q[i][j]
			}
		}
	}
	for i := unknowns - 1; i >= 0; i-- {
		x[i] = q[i][unknowns]
		for k := i + 1; k < unknowns; k++ {
			x[i] -= q[i][k] * x[k]
		}
		x[i] /= q[i][i]
	}
	return x, true
}
