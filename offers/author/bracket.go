package author

import "bytes"

// deeper returns where the line behind a fault begins, if that line is what the
// library could not join to the value before it.
func (c *converter) deeper(p place) (place, bool) {
	line := c.lines[p.line-1]
	if rest := bytes.TrimRight(line[min(p.column-1, len(line)):], "\r\n"); bytes.Contains(rest, []byte(": ")) || bytes.HasSuffix(rest, []byte(":")) {
		return place{}, false
	}
	for i := p.line; i < len(c.lines); i++ {
		if text := bytes.TrimLeft(c.lines[i], " "); len(bytes.TrimSpace(text)) > 0 && text[0] != '#' {
			return place{i + 1, 1 + len(c.lines[i]) - len(text)}, true
		}
	}
	return place{}, false
}

// open returns the innermost bracket that is open behind the lines given.
func (c *converter) open(from, to int) (place, bool) {
	var open []place
	quote, before := byte(0), byte(':') // the last character that is no space
	for i := from; i < to; i++ {
		line := c.lines[i]
		for j, ch := range line {
			starts := bytes.IndexByte([]byte(":,[{-"), before) >= 0
			if quote == 0 && ch == '#' && (j == 0 || line[j-1] == ' ') {
				break // a comment
			}
			switch {
			case quote != 0:
				if ch == quote && (ch != '"' || before != '\\') {
					quote = 0
				}
			case (ch == '"' || ch == '\'') && starts:
				quote = ch
			case (ch == '[' || ch == '{') && (starts || len(open) > 0):
				open = append(open, place{i + 1, j + 1})
			case (ch == ']' || ch == '}') && len(open) > 0:
				open = open[:len(open)-1]
			}
			if ch != ' ' && ch != '\r' && ch != '\n' {
				before = ch
			}
		}
		if quote == 0 && len(open) == 0 {
			before = ':' // a line begins as a value does
		}
	}
	if n := len(open); n > 0 && quote == 0 {
		return open[n-1], true
	}
	return place{}, false
}
