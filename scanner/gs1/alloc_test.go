package gs1

import "testing"

func TestParser_AllocatesNothingAndNoMoreForErrors(t *testing.T) {
	texts := []string{
		"(01)09521234543213(10)ABC", "9521234543213", "]E09521234543213|]e017261231", "]I119521234543210", "]E3978020137962412",
		"HtTps://example.com/01/9521234543213/10/A/", "010952123454321310ABC", "]C0]d20109521234543213",
		// Every kind of error.
		"]d2010952123454321310AB C", "]d201095212345", "(01)09521234543213(17)260230", "(01)09521234543213(422)990", "(8001)12340000012311",
		"(8110)9", "(401)123", "(89)1", "]d2", "(01)", "]L0ABC", "hello", "(01)09521234543213(37)12", "(3922)1299(3103)001250", "(250)A(01)09521234543213",
		"(99)A(99)B", "(253)1234567890128(8030)ABC123", "https://user@example.com/01/09521234543213", "https://example.com/p/1", "https://example.com/01/",
		"https://example.com/01/09521234543213/21/1/10/2", "https://example.com/01/09521234543213?17=261231&17=261231",
		"https://example.com/01/09521234543213?21=A", "https://example.com/01/09521234543213?10=A",
	}
	for _, c := range inputs {
		texts = append(texts, c.text)
	}
	var m Message
	p := Parser{Repairs: AllRepairs}
	for _, text := range texts {
		if n := testing.AllocsPerRun(20, func() { _ = p.Parse(&m, text) }); n != 0 {
			t.Errorf("Parse(%q) allocates %v times", text, n)
		}
		if n := testing.AllocsPerRun(20, func() { _ = p.Scan(&m, text) }); n != 0 {
			t.Errorf("Scan(%q) allocates %v times", text, n)
		}
	}
	// A value that was decoded is a copy, one for the whole link.
	if n := testing.AllocsPerRun(20, func() { _ = p.Link(&m, "https://example.com/01/09521234543213/10/A%2FB/21/%28?17=261231") }); n != 1 {
		t.Errorf("a link with percent signs allocates %v times, want 1", n)
	}
	dst := make([]byte, 0, 1000)
	if err := p.Scan(&m, "]d201095212345432131726123110ABC(123\x1d21SERIAL0001"); err != nil {
		t.Fatal(err)
	}
	if n := testing.AllocsPerRun(20, func() {
		dst = m.AppendElementString(dst[:0])
		dst = m.AppendBracketed(dst[:0])
		dst, _ = m.AppendLink(dst[:0], CanonicalRoot)
		dst, _ = m.AppendScan(dst[:0], "]Q1", CanonicalRoot)
	}); n != 0 {
		t.Errorf("writing allocates %v times", n)
	}
}
