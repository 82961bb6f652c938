package ask

import (
	"fmt"
	"slices"
	"strings"
)

// Compile reads a program that may ask for these fields. Its error is an
// *Error, and tells the first fault. A name of a field is of letters, digits,
// _ and dots, and none of the words of the language.
func Compile(text string, fields map[string]Type) (*Program, error) {
	if len(text) > MaxText {
		return nil, &Error{MaxText, fmt.Sprintf("the condition has %d bytes; the most is %d", len(text), MaxText)}
	}
	r := reader{text: text, fields: fields}
	root := -1
	if r.step(); r.fault == nil {
		root = r.binary(weakest)
	}
	if r.fault == nil && r.tok.kind != end {
		r.say(r.tok.at, "%q was not expected; and or or joins two conditions", r.tok.text)
	}
	if r.fault == nil && r.nodes[root].typ != Truth {
		r.say(0, "the condition is %s; it must be true or false", r.nodes[root].typ)
	}
	if r.fault != nil {
		return nil, r.fault
	}
	return &Program{text: strings.Clone(text), nodes: slices.Clip(r.nodes)}, nil
}

// Strengths of operators, as in expr.
const (
	weakest    = 10
	andBinds   = 15
	compares   = 20
	sums       = 30
	denies     = 50
	multiplies = 60
)

// operators between two operands.
var operators = map[string]struct {
	op    op
	binds int
}{
	"or": {or, weakest}, "||": {or, weakest}, "and": {and, andBinds}, "&&": {and, andBinds},
	"==": {equal, compares}, "!=": {unequal, compares}, "<": {less, compares}, "<=": {atMost, compares},
	">": {less, compares}, ">=": {atMost, compares}, "in": {in, compares}, "not": {notIn, compares},
	"+": {plus, sums}, "-": {minus, sums}, "*": {times, multiplies},
}

// reader reads by the strength of operators. After the first fault it stands
// still: every method returns at once and what it returns is not used.
type reader struct {
	text   string
	fields map[string]Type
	tok    token
	behind int // where the token after tok may begin
	nodes  []node
	listed int // entries of lists
	fault  error
}

func (r *reader) say(at int, format string, args ...any) int {
	if r.fault == nil {
		r.fault = &Error{at, fmt.Sprintf(format, args...)}
	}
	r.tok = token{at: at}
	return 0
}

func (r *reader) step() {
	tok, behind, err := next(r.text, r.behind)
	if err != nil {
		r.say(err.At, "%s", err.Fault)
		return
	}
	r.tok, r.behind = tok, behind
}

// sees tells whether the token is this word or sign.
func (r *reader) sees(s string) bool {
	return (r.tok.kind == word || r.tok.kind == sign) && r.tok.text == s
}

func (r *reader) add(at int, n node) int {
	if r.fault != nil {
		return 0
	}
	if len(r.nodes)+r.listed >= MaxNodes {
		return r.say(at, "the condition has more than %d parts; split the offer, or use its own conditions", MaxNodes)
	}
	r.nodes = append(r.nodes, n)
	return len(r.nodes) - 1
}

// binary reads operands joined by operators that bind at least this strongly.
func (r *reader) binary(binds int) int {
	left := r.unary()
	for r.fault == nil && (r.tok.kind == word || r.tok.kind == sign) {
		tok := r.tok
		o, ok := operators[tok.text]
		if !ok || o.binds < binds {
			break
		}
		r.step()
		if o.op == notIn {
			if !r.sees("in") {
				return r.say(tok.at, "not stands in front of what it denies; between two things write not in, !=, and or or")
			}
			r.step()
		}
		right := r.binary(o.binds + 1)
		left = r.join(tok, o.op, left, right)
		if o.binds == compares && r.chains() {
			return r.say(r.tok.at, "%s compares what was compared; join two comparisons with and, or put the first in ( )", r.tok.text)
		}
	}
	return left
}

// chains tells whether one more comparison follows a comparison. In expr,
// a == b == c is a == b and b == c; elsewhere it is (a == b) == c.
func (r *reader) chains() bool {
	return (r.tok.kind == word || r.tok.kind == sign) && operators[r.tok.text].binds == compares
}

// join makes the node of an operator, if its operands fit it.
func (r *reader) join(tok token, o op, a, b int) int {
	if r.fault != nil {
		return 0
	}
	was, with, typ, ok := r.nodes[a].typ, r.nodes[b].typ, Truth, false
	switch o {
	case or, and:
		ok = was == Truth && with == Truth
	case equal, unequal:
		ok = was == with && (was == Number || was == Text || was == Truth)
	case less, atMost:
		ok = was == Number && with == Number
	case in, notIn:
		ok = was == Text && with == Texts || was == Number && with == numbers
	case plus, minus, times:
		typ, ok = Number, was == Number && with == Number
	case constant, field, negate, not:
	}
	if !ok {
		return r.say(tok.at, "%s %s %s says nothing; %s", was, tok.text, with, remedy(o))
	}
	if tok.text == ">" || tok.text == ">=" { // a > b is b < a
		a, b = b, a
	}
	return r.add(tok.at, node{op: o, typ: typ, a: int16(a), b: int16(b)})
}

func remedy(o op) string {
	switch o {
	case or, and:
		return "both sides must be true or false: compare them with something"
	case equal, unequal:
		return "both sides must be numbers, both texts, or both true or false"
	case in, notIn:
		return `write a text in a list of texts, or a number in a list of numbers: "gold" in customer.segments`
	case constant, field, less, atMost, plus, minus, times, negate, not:
	}
	return "both sides must be numbers"
}
