package ask

import (
	"slices"
	"strings"
)

// unary reads one operand with what stands in front of it.
func (r *reader) unary() int {
	tok := r.tok
	switch {
	case r.fault != nil:
		return 0
	case r.sees("not") || r.sees("!"):
		r.step()
		a := r.binary(denies)
		if r.fault == nil && r.nodes[a].typ != Truth {
			return r.say(tok.at, "%s denies %s; it denies what is true or false: put a comparison in ( )", tok.text, r.nodes[a].typ)
		}
		return r.add(tok.at, node{op: not, typ: Truth, a: int16(a)})
	case r.sees("-"):
		r.step()
		a := r.unary()
		if r.fault == nil && r.nodes[a].typ != Number {
			return r.say(tok.at, "- in front of %s; it stands in front of a number", r.nodes[a].typ)
		}
		return r.add(tok.at, node{op: negate, typ: Number, a: int16(a)})
	case r.sees("("):
		r.step()
		a := r.binary(weakest)
		return r.close(tok, ")", a)
	case r.sees("["):
		return r.list()
	}
	return r.single()
}

// single reads a field or a constant.
func (r *reader) single() int {
	tok := r.tok
	n := node{op: constant}
	switch tok.kind {
	case figure:
		n.typ, n.value = Number, NumberOf(tok.num)
	case quoted:
		n.typ, n.value = Text, TextOf(strings.Clone(tok.text))
	case word:
		typ, known := r.fields[tok.text]
		switch {
		case tok.text == "true" || tok.text == "false":
			n.typ, n.value = Truth, TruthOf(tok.text == "true")
		case known:
			n.op, n.typ, n.name = field, typ, strings.Clone(tok.text)
		default:
			return r.say(tok.at, "%s is no field; there are %s", tok.text, r.names())
		}
	case end:
		return r.say(tok.at, "the condition ends here; a field, a number or a text is missing")
	case sign:
		return r.say(tok.at, "a field, a number or a text is missing in front of %s", tok.text)
	}
	r.step()
	return r.add(tok.at, n)
}

func (r *reader) names() string {
	names := make([]string, 0, len(r.fields))
	for name := range r.fields {
		names = append(names, name)
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

// close reads the bracket that ends what began with open.
func (r *reader) close(open token, with string, a int) int {
	if r.fault != nil {
		return 0
	}
	if !r.sees(with) {
		return r.say(r.tok.at, "%s of column %d is not closed; write %s", open.text, open.at+1, with)
	}
	r.step()
	return a
}

// list reads constants of one type in square brackets. They count as parts,
// because in looks at each.
func (r *reader) list() int {
	open, n := r.tok, node{op: constant}
	for ; len(r.nodes)+r.listed < MaxNodes; r.listed++ {
		r.step()
		negative := r.sees("-")
		if negative {
			r.step()
		}
		tok := r.tok
		switch {
		case r.fault != nil:
			return 0
		case tok.kind == figure && n.typ != Texts:
			num := tok.num
			if negative {
				num = -num
			}
			n.typ, n.value.nums = numbers, append(n.value.nums, num)
		case tok.kind == quoted && n.typ != numbers && !negative:
			n.typ, n.value.texts = Texts, append(n.value.texts, strings.Clone(tok.text))
		default:
			return r.say(tok.at, "a list holds numbers or texts, at least one and all of one kind, as written: [1, 2] or [\"a\", \"b\"]")
		}
		if r.step(); !r.sees(",") {
			r.listed++
			n.value.typ = n.typ
			r.close(open, "]", 0)
			return r.add(open.at, n)
		}
	}
	return r.say(open.at, "the list is too long: a condition has at most %d parts: make it a list of the offer's own conditions", MaxNodes)
}
