package gs1

import "strings"

// withoutLineEnd takes off what a keyboard's scanner sends behind the data; no
// GS1 data ends so.
func (p Parser) withoutLineEnd(text string) string {
	if p.Repairs&RepairLineEnd == 0 {
		return text
	}
	return strings.TrimRight(text, "\r\n\t\x00\x03")
}

// separators replaces the separators that are written out in a text; AIs in
// brackets need none. sure is true if it has one of which nothing else can be
// meant. A text without any, and a link, come back as they are.
func (r Repair) separators(text string) (mended string, sure bool) {
	const marks = "<{[^~\\%\xe2"
	if r&RepairTyped == 0 || !strings.ContainsAny(text, "<{[^~\\%␝") || strings.Contains(text, "://") {
		return text, false
	}
	gs := GS
	if text[0] == '(' {
		gs = ""
	}
	var b strings.Builder
	b.Grow(len(text))
	from := 0
	for i := 0; i < len(text); i++ {
		n := 0
		if strings.IndexByte(marks, text[i]) >= 0 {
			n = typed(text[i:])
		}
		if n == 0 {
			continue
		}
		sure = sure || text[i] == '<'
		b.WriteString(text[from:i])
		b.WriteString(gs)
		i += n - 1
		from = i + 1
	}
	if from == 0 {
		return text, false
	}
	b.WriteString(text[from:])
	return b.String(), sure
}

// written are the ways in which people and programs write the separator out.
var written = [...]string{
	"<GS>", "{GS}", "[GS]", "<FNC1>", "{FNC1}", "[FNC1]", "^FNC1", "^]", "~1", "␝", `\x1d`, `\u001d`, "%1d",
}

// typed is the length of the separator that s begins with, written out, or 0.
func typed(s string) int {
	for _, w := range written {
		if len(s) >= len(w) && strings.EqualFold(s[:len(w)], w) {
			return len(w)
		}
	}
	return 0
}

// carriesElements reports whether a symbology identifier announces element
// strings.
func carriesElements(id string) bool { return strings.Contains("]C1 ]e0 ]d2 ]Q3 ]J1", id) }
