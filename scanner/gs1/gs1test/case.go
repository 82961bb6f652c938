package gs1test

import (
	"errors"
	"io"
	"math/rand/v2"
	"strings"
)

// The kinds of a case: the form of its input, or a check of one component.
const (
	Scan      = "scan"      // symbology identifier and data
	Element   = "element"   // data alone
	Bracketed = "bracketed" // AIs in brackets
	Link      = "dl"        // Digital Link
	Lint      = "lint"      // a component for one check
)

// Case is one text to try a reader with.
type Case struct {
	Kind, Input  string
	Linter       string // which check, where the kind is Lint
	SkipRequired bool   // AIs may lack those that they need
	ShortGTIN    bool   // a link may have a GTIN of 8, 12 or 13 digits
	Broken       string // how it was broken; "" for one that must be accepted
}

// Maker makes cases. It is immutable once made.
type Maker struct {
	seed    uint64
	entries []Entry
	shop    []*Entry // what shops meet most
	own     []*Entry // what partners agree on (90 to 99)
	parts   []Part   // every component that has a rule
}

// New makes a maker from the official text form of the dictionary.
func New(dictionary io.Reader, seed uint64) (*Maker, error) {
	entries, err := ReadEntries(dictionary)
	if err != nil {
		return nil, err
	}
	m := &Maker{seed: seed, entries: entries}
	for i := range entries {
		e := &entries[i]
		if strings.Contains(" 00 01 02 10 11 15 17 21 22 30 37 235 253 255 3103 3922 414 8003 8005 8006 8010 8013 8018 8110 8112 ", " "+e.AI+" ") {
			m.shop = append(m.shop, e)
		}
		if e.AI[0] == '9' {
			m.own = append(m.own, e)
		}
		for _, p := range e.Parts {
			if len(p.Lints) > 0 {
				m.parts = append(m.parts, p)
			}
		}
	}
	if len(m.shop) == 0 || len(m.own) == 0 || len(m.parts) == 0 {
		return nil, errors.New("gs1test: the dictionary lacks the AIs that cases are made of")
	}
	return m, nil
}

// Case makes the case of a number, always the same.
func (m *Maker) Case(n int) Case {
	r := source{rand.New(rand.NewPCG(m.seed, uint64(n)))} //nolint:gosec // cases are repeatable, not secret
	c := Case{Kind: r.pick(Scan, Scan, Element, Bracketed, Bracketed, Link, Link, Link, Lint)}
	if c.Kind == Lint {
		return m.lint(r)
	}
	c.SkipRequired, c.ShortGTIN = r.one(10), r.one(10)
	all := m.message(r)
	if r.one(2) {
		all, c.Broken = m.spoil(r, all)
	}
	if len(all) == 0 {
		c.Input = ""
		return c
	}
	whole := true
	switch c.Kind {
	case Scan:
		c.Input = r.scan(all)
		whole = !strings.Contains(c.Input, "|")
	case Element:
		c.Input = r.composite(all, elementString, "|"+gs)
	case Bracketed:
		c.Input = r.composite(all, bracketed, "|")
	case Link:
		if c.Input, whole = r.link(all); r.one(4) {
			c.Input, c.Broken = r.tangle(c.Input)
		}
	}
	if !whole && c.Broken == "" {
		c.Broken = "left out"
	}
	if r.one(5) {
		c.Input, c.Broken = r.garble(c.Input)
	}
	if r.one(50) {
		c.Input, c.Broken = r.noise(), "noise"
	}
	return c
}

// lint draws a component and a check to hold it against.
func (m *Maker) lint(r source) Case {
	p := m.parts[r.IntN(len(m.parts))]
	c := Case{Kind: Lint, Linter: p.Lints[r.IntN(len(p.Lints))]}
	p.Lints = []string{c.Linter}
	c.Input = r.rule(c.Linter, r.plain(p.Set, r.length(p.Min, p.Max)), p)
	switch {
	case r.one(3):
	case r.one(2):
		c.Input, c.Broken = r.garble(c.Input)
	default:
		i := r.IntN(len(c.Input) + 1)
		c.Input = c.Input[:i] + r.among(digits+capital, 1) + c.Input[min(i+1, len(c.Input)):]
		c.Broken = "one character"
	}
	return c
}
