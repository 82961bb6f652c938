package ask

import "slices"

// Program is a condition that was read and checked. It does not change and
// may be used by several goroutines. Compile makes one.
type Program struct {
	text  string
	nodes []node // operands before their operator; the last is the question
}

// node is a constant, a field, or an operator on nodes before it.
type node struct {
	op    op
	typ   Type  // of the result
	a, b  int16 // operands
	name  string
	value Value
}

type op uint8

const (
	constant op = iota
	field
	or
	and
	equal
	unequal
	less
	atMost
	in
	notIn
	plus
	minus
	times
	negate
	not
)

// String returns the text that was compiled.
func (p *Program) String() string { return p.text }

// Fields returns the names of the fields that the program asks for, each
// once, in the order of the text: whether a customer's are among them says
// whether a price that hangs on it is personal.
func (p *Program) Fields() []string {
	var names []string
	seen := map[string]bool{}
	for _, n := range p.nodes {
		if n.op == field && !seen[n.name] {
			seen[n.name] = true
			names = append(names, n.name)
		}
	}
	return names
}

// Holds answers the question. It asks v for the fields it comes to, and for
// none that no longer matters. A value of another type than was told to
// Compile counts as none. Holds allocates nothing.
func (p *Program) Holds(v func(name string) Value) bool {
	return p.truth(len(p.nodes)-1, v)
}

func (p *Program) truth(at int, v func(string) Value) bool {
	n := &p.nodes[at]
	a, b := int(n.a), int(n.b)
	switch n.op {
	case or:
		return p.truth(a, v) || p.truth(b, v)
	case and:
		return p.truth(a, v) && p.truth(b, v)
	case not:
		return !p.truth(a, v)
	case equal:
		return p.same(a, b, v)
	case unequal:
		return !p.same(a, b, v)
	case less:
		return p.number(a, v) < p.number(b, v)
	case atMost:
		return p.number(a, v) <= p.number(b, v)
	case in:
		return p.among(a, b, v)
	case notIn:
		return !p.among(a, b, v)
	case constant, field, plus, minus, times, negate:
	}
	return p.value(at, v).n != 0
}

func (p *Program) number(at int, v func(string) Value) int64 {
	n := &p.nodes[at]
	switch n.op {
	case plus:
		return add(p.number(int(n.a), v), p.number(int(n.b), v))
	case minus:
		return sub(p.number(int(n.a), v), p.number(int(n.b), v))
	case times:
		return mul(p.number(int(n.a), v), p.number(int(n.b), v))
	case negate:
		return sub(0, p.number(int(n.a), v))
	case constant, field, or, and, equal, unequal, less, atMost, in, notIn, not:
	}
	return p.value(at, v).n
}

// value returns a constant, or what a field holds.
func (p *Program) value(at int, v func(string) Value) Value {
	n := &p.nodes[at]
	if n.op == constant {
		return n.value
	}
	if got := v(n.name); got.typ == n.typ {
		return got
	}
	return Value{typ: n.typ}
}

func (p *Program) same(a, b int, v func(string) Value) bool {
	switch p.nodes[a].typ {
	case Number:
		return p.number(a, v) == p.number(b, v)
	case Truth:
		return p.truth(a, v) == p.truth(b, v)
	case Text, Texts, numbers:
	}
	return p.value(a, v).s == p.value(b, v).s
}

func (p *Program) among(a, b int, v func(string) Value) bool {
	if p.nodes[a].typ == Number {
		return slices.Contains(p.value(b, v).nums, p.number(a, v))
	}
	return slices.Contains(p.value(b, v).texts, p.value(a, v).s)
}
