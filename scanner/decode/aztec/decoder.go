package aztec

import "endcap/scanner/solomon"

// Message is what a symbol says.
type Message struct {
	Text string
	GS1  bool // FNC1 came first (ISO/IEC 24778 clause 8)
}

// Decode returns what the modules of a symbol say, or false if they have more
// faults than can be put right, say what makes no sense, or nothing. A rune has
// no data; its value is its message.
func (s *Symbol) Decode() (Message, bool) {
	bits, poly := field(s.Layers)
	words := s.collect(nil)
	check := len(words) - s.Words
	if s.Words < 1 || check < 1 || !solomon.Correct(solomon.New(poly, 1<<bits, 1), words, check, check/2) {
		return Message{}, false
	}
	data, ok := unstuff(words[:s.Words], bits)
	if !ok {
		return Message{}, false
	}
	return understand(data)
}

// unstuff returns the bits of words, each in a byte, without those that keep a
// word from being all 0 or all 1 (5.3.1.3). It reports false for such a word.
func unstuff(words []uint16, bits int) ([]byte, bool) {
	out, all := make([]byte, 0, len(words)*bits), uint16(1)<<bits-1
	for _, w := range words {
		last := 0
		switch w {
		case 0, all:
			return nil, false
		case 1, all - 1:
			last = 1
		}
		for i := bits - 1; i >= last; i-- {
			out = append(out, byte(w>>i&1))
		}
	}
	return out, true
}
