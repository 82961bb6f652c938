package ask

import (
	"math"
	"math/bits"
)

// add, sub and mul stop at the largest and the smallest number.

func add(a, b int64) int64 {
	sum := a + b
	if (sum > a) == (b > 0) {
		return sum
	}
	return edge(b < 0)
}

func sub(a, b int64) int64 {
	diff := a - b
	if (diff < a) == (b > 0) {
		return diff
	}
	return edge(b > 0)
}

func mul(a, b int64) int64 {
	negative := (a < 0) != (b < 0)
	hi, lo := bits.Mul64(size(a), size(b))
	if hi != 0 || lo > math.MaxInt64 {
		return edge(negative) // a product of exactly the smallest number is that number
	}
	if negative {
		return -int64(lo)
	}
	return int64(lo)
}

func edge(negative bool) int64 {
	if negative {
		return math.MinInt64
	}
	return math.MaxInt64
}

// size is the absolute value; that of the smallest int64 fits too.
func size(n int64) uint64 {
	if n < 0 {
		return -uint64(n)
	}
	return uint64(n)
}
