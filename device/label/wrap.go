package label

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// wrap breaks s into at most two lines of w1 and w2 pixels. Two lines are
// broken where they come out most alike; whole says that nothing had to be cut.
func (f face) wrap(s string, w1, w2 int) (lines []string, whole bool) {
	all := f.width(s)
	if all <= w1 {
		return []string{s}, true
	}
	words := unbroken(s)
	if all > w1+w2+f.width(" ") {
		first, rest := f.fill(words, w1)
		return []string{first, f.fit(rest, w2)}, false
	}
	best, longest := 0, max(w1, w2)+1
	for i := 1; i < len(words); i++ {
		a, b := f.width(strings.Join(words[:i], " ")), f.width(strings.Join(words[i:], " "))
		if a <= w1 && b <= w2 && max(a, b) < longest {
			best, longest = i, max(a, b)
		}
	}
	if best > 0 {
		return []string{strings.Join(words[:best], " "), strings.Join(words[best:], " ")}, true
	}
	first, rest := f.fill(words, w1)
	return []string{first, f.fit(rest, w2)}, false
}

// unbroken splits s into what must stay on one line: words, a figure with its
// unit ("500 g", "3.8 %"), a sign with the word before it.
func unbroken(s string) []string {
	var out []string
	for w := range strings.FieldsSeq(s) {
		if n := len(out); n > 0 && stays(out[n-1], w) {
			out[n-1] += " " + w
			continue
		}
		out = append(out, w)
	}
	return out
}

func stays(before, w string) bool {
	last, _ := utf8.DecodeLastRuneInString(before)
	figure := unicode.IsDigit(last) && utf8.RuneCountInString(w) <= 3
	sign := strings.IndexFunc(w, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) < 0
	return figure || sign
}

// fill takes as many words as fit; a first word too long is broken.
func (f face) fill(words []string, w int) (line, rest string) {
	n := 1
	for n < len(words) && f.width(strings.Join(words[:n+1], " ")) <= w {
		n++
	}
	line, rest = strings.Join(words[:n], " "), strings.Join(words[n:], " ")
	if f.width(line) <= w {
		return line, rest
	}
	runes := []rune(line)
	n = len(runes) - 1
	for n > 1 && f.width(string(runes[:n])+"-") > w {
		n--
	}
	return string(runes[:n]) + "-", strings.TrimRight(string(runes[n:])+" "+rest, " ")
}
