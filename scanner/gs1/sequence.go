package gs1

import "slices"

// sequences are the pairs of hexadecimal digits that stand for several AIs
// (table Opt). Where one stands for a range, the last AI rises with it.
var sequences = [...]struct {
	first, last int
	ais         []AI
}{
	{0x0A, 0x0A, []AI{1_01, 1_22}},
	{0x0B, 0x0B, []AI{1_01, 1_10}},
	{0x0C, 0x0C, []AI{1_01, 1_21}},
	{0x0D, 0x0D, []AI{1_01, 1_17}},
	{0x0E, 0x0E, []AI{1_01, 1_7003}},
	{0x0F, 0x0F, []AI{1_01, 1_30}},
	{0x1A, 0x1A, []AI{1_01, 1_10, 1_21, 1_17}},
	{0x1B, 0x1B, []AI{1_01, 1_15}},
	{0x1C, 0x1C, []AI{1_01, 1_11}},
	{0x1D, 0x1D, []AI{1_01, 1_16}},
	{0x1E, 0x1E, []AI{1_01, 1_91}},
	{0x1F, 0x1F, []AI{1_01, 1_10, 1_15}},
	{0x2A, 0x2F, []AI{1_01, 1_3100}},
	{0x3A, 0x3F, []AI{1_01, 1_3200}},
	{0x9A, 0x9A, []AI{1_8010, 1_8011}},
	{0x9B, 0x9B, []AI{1_8017, 1_8019}},
	{0x9C, 0x9C, []AI{1_8018, 1_8019}},
	{0x9D, 0x9D, []AI{1_414, 1_254}},
	{0xA0, 0xA9, []AI{1_01, 1_3920}},
	{0xC0, 0xC9, []AI{1_255, 1_3900}},
	{0xCA, 0xCD, []AI{1_255, 1_3940}},
}

// sequence reads the values of the AIs that a code stands for.
func (u *unpacking) sequence(code int) bool {
	for _, s := range sequences {
		if code < s.first || s.last < code {
			continue
		}
		var ais [4]AI
		n := copy(ais[:], s.ais)
		ais[n-1] += AI(code - s.first)
		if u.sorted {
			slices.Sort(ais[:n])
		}
		for _, ai := range ais[:n] {
			if !u.element(ai) {
				return false
			}
		}
		return true
	}
	return false
}
