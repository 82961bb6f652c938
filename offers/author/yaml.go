package author

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"endcap/offers/strict"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
)

// converter writes the syntax tree of a YAML file as JSON, a token a line.
type converter struct {
	lines  [][]byte // of the YAML
	torn   map[int]int
	json   bytes.Buffer
	places []place
	faults strict.Faults
	broken bool // there is no JSON to be judged
}

// toJSON turns YAML into JSON as far as it can be read.
func toJSON(b []byte) *converter {
	c := &converter{lines: bytes.SplitAfter(b, []byte("\n"))}
	doc, ok := c.read(b)
	if c.broken = !ok; ok {
		c.value(doc, "", 0)
	}
	sortFaults(c.faults)
	return c
}

func sortFaults(f strict.Faults) {
	slices.SortStableFunc(f, func(a, b strict.Fault) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
}

// place is where a token stands. The library counts characters, we bytes.
func (c *converter) place(t *token.Token) place {
	if t == nil || t.Position == nil {
		return place{1, 1}
	}
	p := place{max(t.Position.Line, 1), max(t.Position.Column, 1)}
	if p.line > len(c.lines) {
		return place{len(c.lines), 1 + len(c.lines[len(c.lines)-1])}
	}
	line, at := c.lines[p.line-1], 0
	for range p.column - 1 {
		_, n := utf8.DecodeRune(line[at:])
		at += n
	}
	return place{p.line, 1 + at}
}

func (c *converter) fault(p place, path, format string, args ...any) {
	c.faults = append(c.faults, strict.Fault{Line: p.line, Column: p.column, Path: path, Text: fmt.Sprintf(format, args...)})
}

// put writes one line of JSON and remembers what it stands for.
func (c *converter) put(p place, text string) {
	c.json.WriteString(text)
	c.json.WriteByte('\n')
	c.places = append(c.places, p)
}

// refuse writes a fault, and an empty value in place of what is refused.
func (c *converter) refuse(p place, path, format string, args ...any) {
	c.fault(p, path, format, args...)
	c.put(p, "null")
}

// value writes a node that stands at a path.
func (c *converter) value(n ast.Node, path string, depth int) {
	p := c.placeOf(n)
	if depth > maxDepth {
		c.refuse(p, path, "there are more than %d groups within each other", maxDepth)
		return
	}
	switch n := n.(type) {
	case *ast.MappingNode:
		c.mapping(p, n.Values, path, depth)
	case *ast.MappingValueNode:
		c.mapping(p, []*ast.MappingValueNode{n}, path, depth)
	case *ast.SequenceNode:
		c.put(p, "[")
		for i, v := range n.Values {
			if i > 0 {
				c.put(p, ",")
			}
			c.value(v, fmt.Sprintf("%s[%d]", path, i), depth+1)
		}
		c.put(p, "]")
	case *ast.AnchorNode:
		c.refuse(p, path, "anchors (&) are not taken; write the value where it is meant")
	case *ast.AliasNode:
		c.refuse(p, path, "aliases (*) are not taken; write the value out, or a text that begins with * in quotation marks")
	case *ast.TagNode:
		c.refuse(p, path, "tags (!) are not taken; write a text in quotation marks, a number without")
	default:
		c.scalar(n, p, path)
	}
}

func (c *converter) placeOf(n ast.Node) place {
	switch m := n.(type) {
	case *ast.MappingNode:
		if !m.IsFlowStyle && len(m.Values) > 0 {
			return c.place(m.Values[0].Key.GetToken())
		}
	case *ast.MappingValueNode:
		return c.place(m.Key.GetToken())
	}
	return c.place(n.GetToken())
}

func (c *converter) mapping(p place, pairs []*ast.MappingValueNode, path string, depth int) {
	c.put(p, "{")
	first := true
	for _, pair := range pairs {
		key := c.placeOf(pair.Key)
		name, ok := keyOf(pair.Key)
		if !ok {
			c.fault(key, join(path, name), "this is no key; write a word, a colon and the value")
			continue
		}
		if !first {
			c.put(key, ",")
		}
		first = false
		c.put(key, quoted(name)+":")
		c.value(pair.Value, join(path, name), depth+1)
	}
	c.put(p, "}")
}

// keyOf returns a key that is a word.
func keyOf(n ast.MapKeyNode) (string, bool) {
	switch k := n.(type) {
	case *ast.StringNode:
		return k.Value, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.NullNode:
		return k.GetToken().Value, true
	}
	return n.GetToken().Value, false
}

func (c *converter) scalar(n ast.Node, p place, path string) {
	raw := n.GetToken().Value
	switch s := n.(type) {
	case *ast.StringNode:
		if _, torn := c.torn[p.line]; torn && s.Value == tornWord {
			c.put(p, "{}")
			return
		}
		if s.Token.Type == token.StringType && strings.Contains(s.Value, ": ") {
			c.refuse(p, path, `a colon too many; put a text with ": " in it in quotation marks`)
			return
		}
		c.put(p, quoted(s.Value))
	case *ast.LiteralNode:
		c.put(p, quoted(s.Value.Value))
	case *ast.BoolNode:
		c.put(p, fmt.Sprint(s.Value))
	case *ast.NullNode:
		c.put(p, "null")
	default:
		if !json.Valid([]byte(raw)) {
			c.refuse(p, path, "programs read %s differently; write a number in plain digits, and a text in quotation marks", raw)
			return
		}
		c.put(p, raw)
	}
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

// quoted writes a text as JSON on one line.
func quoted(s string) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // a text can always be written
	return strings.TrimSuffix(b.String(), "\n")
}
