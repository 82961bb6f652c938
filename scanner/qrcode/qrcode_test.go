package qrcode

import (
	"slices"
	"testing"
)

// The numbers are those of ISO/IEC 18004 tables 1 and 7.
func TestWords_AreThoseOfTheStandard(t *testing.T) {
	for version, want := range map[int][5]int{
		1: {26, 19, 16, 13, 9}, 2: {44, 34, 28, 22, 16}, 7: {196, 156, 124, 88, 66}, 10: {346, 274, 216, 154, 122},
		14: {581, 461, 365, 261, 197}, 27: {1828, 1468, 1128, 808, 628}, 32: {2465, 1955, 1541, 1115, 845}, 40: {3706, 2956, 2334, 1666, 1276},
	} {
		got := [5]int{Words(version), Data(version, L), Data(version, M), Data(version, Q), Data(version, H)}
		if got != want {
			t.Errorf("version %d: %v, want %v", version, got, want)
		}
	}
}

func TestOrder_GivesEveryDataModuleOnce(t *testing.T) {
	for version := 1; version <= MaxVersion; version++ {
		order, fixed := slices.Clone(Order(version)), Fixed(version)
		if over := len(order) - 8*Words(version); over < 0 || over > 7 {
			t.Errorf("version %d: %d modules for %d words", version, len(order), Words(version))
		}
		slices.Sort(order)
		if len(slices.Compact(order)) != len(order) || slices.ContainsFunc(order, func(at int) bool { return fixed[at] }) {
			t.Errorf("version %d: a module twice, or one of a pattern", version)
		}
	}
}

func TestWeave_GivesEveryWordOnce(t *testing.T) {
	for version := 1; version <= MaxVersion; version++ {
		for level := L; level <= H; level++ {
			places := slices.Sorted(slices.Values(Weave(version, level)))
			sum := 0
			for b := range Blocks(version, level) {
				sum += Length(version, level, b)
			}
			if len(places) != Words(version) || places[0] != 0 || places[len(places)-1] != len(places)-1 || len(slices.Compact(places)) != Words(version) || sum != Data(version, level) {
				t.Errorf("version %d, level %d: not every word once", version, level)
			}
		}
	}
}

func TestFormat_IsWhatItWasMadeOf(t *testing.T) {
	for level := L; level <= H; level++ {
		for mask := range 8 {
			if f := FormatOf(level, mask); f.Level() != level || f.Mask() != mask {
				t.Errorf("level %d, mask %d: %d", level, mask, f)
			}
		}
	}
	if got := Guard(uint32(FormatOf(M, 5)), FormatGenerator) ^ FormatMask; got != 0b100000011001110 { // annex C.2
		t.Errorf("%015b", got)
	}
	if got := Guard(7, VersionGenerator); got != 0x07c94 { // annex D
		t.Errorf("%x", got)
	}
}
