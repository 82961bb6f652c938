package write

// field is GF(256) with the reducing polynomial of a symbology.
type field struct {
	exp [510]byte
	log [256]int
}

func newField(polynomial int) *field {
	f := &field{}
	x := 1
	for i := range 255 {
		f.exp[i], f.exp[i+255] = byte(x), byte(x)
		f.log[x] = i
		if x <<= 1; x > 255 {
			x ^= polynomial
		}
	}
	return f
}

func (f *field) mul(a, b byte) byte {
	if a == 0 || b == 0 {
		return 0
	}
	return f.exp[f.log[a]+f.log[b]]
}

// check returns the n Reed-Solomon check words of data, for the generator whose
// roots are the powers of two from first on.
func (f *field) check(data []byte, n, first int) []byte {
	generator := make([]byte, n) // without its leading 1, highest power first
	generator[n-1] = 1
	for i := range n {
		root := f.exp[(first+i)%255]
		for k := range n {
			generator[k] = f.mul(generator[k], root)
			if k+1 < n {
				generator[k] ^= generator[k+1]
			}
		}
	}
	rest := make([]byte, n)
	for _, d := range data {
		lead := d ^ rest[0]
		copy(rest, rest[1:])
		rest[n-1] = 0
		for k, g := range generator {
			rest[k] ^= f.mul(g, lead)
		}
	}
	return rest
}
