package quota

// Share splits a figure over n devices as evenly as whole figures go: the
// first ones get one more. It returns nil for no device or less than nothing.
func Share(figure int64, n int) []int64 {
	if n < 1 || figure < 0 {
		return nil
	}
	out := make([]int64, n)
	for i := range out {
		out[i] = figure / int64(n)
		if int64(i) < figure%int64(n) {
			out[i]++
		}
	}
	return out
}
