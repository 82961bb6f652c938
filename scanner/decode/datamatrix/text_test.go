package datamatrix

import "testing"

func TestUnderstand_SpellsEveryEncodation(t *testing.T) {
	// disguise hides bytes as Base 256 does (ISO/IEC 16022 annex B), from
	// codeword first on.
	disguise := func(first int, plain ...byte) (out []byte) {
		for i, v := range plain {
			out = append(out, v+byte(149*(first+i)%255+1))
		}
		return out
	}
	for _, c := range []struct {
		name string
		data []byte
		want string
		gs1  bool
	}{
		{"ASCII", []byte{66, 98, 142, 164, 186}, "Aa123456", false},
		{"padded", []byte{66, 129, 70, 1}, "A", false},
		{"upper shift", []byte{235, 101}, "ä", false},
		{"GS1", []byte{232, 131, 131, 232, 140}, "0101\x1d10", true},
		{"application", []byte{66, 232, 67}, "AB", false},
		{"C40", []byte{230, 91, 11, 91, 11, 254, 66}, "AIMAIMA", false},
		{"Text", []byte{239, 91, 11, 91, 11}, "aimaim", false},
		{"X12", []byte{238, 91, 11, 254, 66}, "AIMA", false},
		{"EDIFACT", []byte{240, 184, 27, 131, 198, 236, 238, 16, 21, 1, 187, 28, 179, 66}, ".A.C1.3.DATA.123A", false},
		{"EDIFACT unlatched", []byte{240, 4, 39, 192, 66}, "ABA", false},
		{"Base 256", append([]byte{231}, disguise(2, 2, 0xc3, 0xa4)...), "ä", false},
		{"Base 256 to the end", append([]byte{231}, disguise(2, 0, 'a', 'b')...), "ab", false},
		{"ISO 8859-5", append([]byte{241, 8, 231}, disguise(4, 1, 0xb6)...), "Ж", false},
		{"UTF-16", append([]byte{241, 26, 231}, disguise(4, 2, 0x20, 0xac)...), "€", false},
		{"ISO 8859-1 though it is UTF-8", append([]byte{241, 4, 231}, disguise(4, 2, 0xc3, 0xa4)...), "Ã¤", false},
		{"macro 05", []byte{236, 66}, "[)>\x1e05\x1dA\x1e\x04", false},
		{"macro 06", []byte{237, 66}, "[)>\x1e06\x1dA\x1e\x04", false},
		{"part of several", []byte{233, 17, 1, 1, 66}, "A", false},
		{"part of several with GS1", []byte{233, 17, 1, 1, 232, 131}, "01", true},
		{"for setting up readers", []byte{234, 66}, "A", false},
	} {
		m, ok := understand(c.data)
		if got := m.text(); !ok || got != c.want || m.gs1 != c.gs1 {
			t.Errorf("%s: got %q, GS1 %v, %v; want %q, GS1 %v", c.name, got, m.gs1, ok, c.want, c.gs1)
		}
	}
}

func TestUnderstand_RefusesWhatMakesNoSense(t *testing.T) {
	for name, data := range map[string][]byte{
		"nothing":             {129},
		"no such codeword":    {66, 250, 66},
		"no such C40":         {230, 255, 255},
		"bytes missing":       {231, 150, 1},
		"an unknown alphabet": {241, 21, 235, 101},
	} {
		if m, ok := understand(data); ok {
			t.Errorf("%s: got %q", name, m.text())
		}
	}
}
