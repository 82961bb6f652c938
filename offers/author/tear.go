package author

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// tornWord stands for an offer that has a syntax fault, while the others are
// read.
const tornWord = "torn"

// read parses a file. Where it has a syntax fault, every offer is parsed by
// itself, those that cannot be are left out, and the file is parsed without.
func (c *converter) read(b []byte) (ast.Node, bool) {
	if !c.plain() {
		return nil, false
	}
	doc, err := parse(b)
	if err == nil {
		return c.document(doc)
	}
	entries, ok := c.entries()
	if !ok {
		c.syntax(err, 0, "")
		return nil, false
	}
	c.torn = map[int]int{}
	whole := slices.Clone(c.lines)
	for i, e := range entries {
		if _, err := parse(bytes.Join(c.lines[e.from:e.to], nil)); err != nil && len(c.faults) < maxSyntax {
			c.syntax(err, e.from, fmt.Sprintf("offers[%d]", i))
			c.torn[e.from+1] = i
			c.blank(whole, e)
		}
	}
	if doc, err = parse(bytes.Join(whole, nil)); err != nil {
		c.syntax(err, 0, "")
		return nil, false
	}
	return c.document(doc)
}

// parse lets the library read a text. It panics on some that are broken.
func parse(b []byte) (f *ast.File, err error) {
	defer func() {
		if r := recover(); r != nil {
			f, err = nil, fmt.Errorf("not YAML: %v", r)
		}
	}()
	return parser.ParseBytes(b, 0, parser.AllowDuplicateMapKey())
}

func (c *converter) document(f *ast.File) (ast.Node, bool) {
	switch {
	case len(f.Docs) == 0 || f.Docs[0].Body == nil:
		c.fault(place{1, 1}, "", "the file is empty; it begins with format: endcap-offers/1")
		return nil, false
	case len(f.Docs) > 1:
		p := place{1, 1}
		if body := f.Docs[1].Body; body != nil {
			p = c.placeOf(body)
		}
		c.fault(p, "", "a second document begins here, or what stands before is a directive; a file holds one document and nothing else")
		return nil, false
	}
	return f.Docs[0].Body, true
}

// plain refuses what is indented beyond all reason before the library looks at
// it: it reads groups within groups by calling itself.
func (c *converter) plain() bool {
	open := 0
	for i, line := range c.lines {
		indent := len(line) - len(bytes.TrimLeft(line, " -?"))
		open = max(0, open+bytes.Count(line, []byte("["))+bytes.Count(line, []byte("{"))-bytes.Count(line, []byte("]"))-bytes.Count(line, []byte("}")))
		if indent > maxIndent || open > maxIndent {
			c.fault(place{i + 1, 1}, "", "too many groups within each other; at most %d are read", maxDepth)
			return false
		}
	}
	return true
}

// syntax tells what the library did not understand in our words.
func (c *converter) syntax(err error, above int, path string) {
	var bad *yaml.SyntaxError
	if !errors.As(err, &bad) || bad.Token == nil || bad.Token.Position == nil {
		text, _, _ := strings.Cut(err.Error(), "\n")
		c.fault(place{above + 1, 1}, path, "%s", text)
		return
	}
	t := *bad.Token
	position := *t.Position
	position.Line += above
	t.Position = &position
	p := c.place(&t)
	say := c.plainly(bad.Message, p)
	if deep, ok := c.deeper(p); ok && strings.Contains(bad.Message, "mapping value is not allowed") {
		p, say = deep, "it is indented deeper than the keys before it; let it begin below them"
	}
	to := p.line - 1
	if strings.Contains(bad.Message, "not found") || strings.Contains(bad.Message, "could not find flow") {
		to = len(c.lines)
	}
	if open, ok := c.open(above, to); ok {
		p, say = open, "this bracket is never closed; write ] or } behind its last entry"
	}
	c.fault(p, path, "%s", say)
}

// plainly says a syntax fault with its remedy.
func (c *converter) plainly(message string, p place) string {
	line := c.lines[p.line-1]
	before := line[:min(p.column-1, len(line))]
	if indent := line[:len(line)-len(bytes.TrimLeft(line, " \t"))]; bytes.ContainsRune(indent, '\t') {
		return "a tab stands before the first word; YAML is indented with spaces only"
	}
	if strings.Contains(message, "value is not allowed in this context") && len(bytes.TrimLeft(before, " -")) > 0 && !strings.Contains(message, "mapping") {
		return "something stands behind a whole value; put a text in quotation marks as a whole"
	}
	for _, w := range []struct{ has, say string }{
		{"could not find end character", "the quotation mark that begins here is never closed"},
		{"mapping value is not allowed", `a colon too many; put a text with ": " in it in quotation marks`},
		{"value is not allowed in this context", "it is indented otherwise than the group it belongs to; let it begin below the group's first key"},
		{"must be specified", "a list or a group in brackets is not closed before here; write ] or } behind its last entry"},
		{"not found", "a list or a group in brackets is never closed; write ] or } behind its last entry"},
		{"could not find flow map", "a list or a group in brackets is never closed; write ] or } behind its last entry"},
		{"reserved character", "a text does not begin like this; put it in quotation marks"},
		{"escape character", `no such character is written with \; write \\ for one`},
		{"non-map value", "a key and a colon are missing before this value"},
		{"unexpected key name", "a key and a colon are missing before this value"},
	} {
		if strings.Contains(message, w.has) {
			return w.say
		}
	}
	return "not YAML from here on: " + message
}

// entry is the lines of an offer: from, and before to.
type entry struct{ from, to int }

// entries finds the lines of each offer without parsing: those that begin with
// a hyphen below the key offers.
func (c *converter) entries() (list []entry, ok bool) {
	indent, last := -1, len(c.lines)
	for i, line := range c.lines {
		text := bytes.TrimLeft(line, " ")
		at := len(line) - len(text)
		switch {
		case indent == -1 && bytes.HasPrefix(line, []byte("offers:")):
			indent = -2
		case indent == -2 && isHyphen(text):
			indent = at
			fallthrough
		case indent >= 0 && at == indent && isHyphen(text):
			if n := len(list); n > 0 {
				list[n-1].to = i
			}
			list, last = append(list, entry{i, len(c.lines)}), len(c.lines)
		case indent >= 0 && at == 0 && last == len(c.lines) && isWord(text):
			last = i // what follows the offers, unless another offer does
		}
	}
	if n := len(list); n > 0 {
		list[n-1].to = last
	}
	return list, len(list) > 0
}

func isHyphen(text []byte) bool {
	return len(text) > 1 && text[0] == '-' && (text[1] == ' ' || text[1] == '\n' || text[1] == '\r')
}

func isWord(text []byte) bool { return len(text) > 0 && text[0] >= 'a' && text[0] <= 'z' }

// blank leaves of an entry's lines only a word, so that no other line moves.
func (c *converter) blank(lines [][]byte, e entry) {
	hyphen, _, _ := bytes.Cut(lines[e.from], []byte("-"))
	lines[e.from] = []byte(string(hyphen) + "- " + tornWord + "\n")
	for i := e.from + 1; i < e.to; i++ {
		lines[i] = []byte("\n")
	}
}
