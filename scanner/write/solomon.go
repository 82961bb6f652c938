package write

// field is GF(2^n) with the reducing polynomial of a symbology.
type field struct{ exp, log []int }

func newField(polynomial, size int) *field {
	f := &field{make([]int, 2*size), make([]int, size)}
	x := 1
	for i := range size - 1 {
		f.exp[i], f.exp[i+size-1] = x, x
		f.log[x] = i
		if x <<= 1; x >= size {
			x ^= polynomial
		}
	}
	return f
}

func (f *field) mul(a, b int) int {
	if a == 0 || b == 0 {
		return 0
	}
	return f.exp[f.log[a]+f.log[b]]
}

// check returns the n Reed-Solomon check words of data, for the generator whose
// roots are the powers of two from first on.
func check[T byte | int](f *field, data []T, n, first int) []T {
	generator := make([]int, n) // without its leading 1, highest power first
	generator[n-1] = 1
	for i := range n {
		root := f.exp[first+i]
		for k := range n {
			generator[k] = f.mul(generator[k], root)
			if k+1 < n {
				generator[k] ^= generator[k+1]
			}
		}
	}
	rest := make([]T, n)
	for _, d := range data {
		lead := int(d ^ rest[0])
		copy(rest, rest[1:])
		rest[n-1] = 0
		for k, g := range generator {
			rest[k] ^= T(f.mul(g, lead))
		}
	}
	return rest
}
