package gs1

import (
	"fmt"
	"slices"
	"strings"
)

// compile makes the index of AIs and the sets of associations.
func (d *Dictionary) compile() (why string) {
	d.slots = []uint16{0} // for prefixes without an AI
	for i := 1; i < len(d.entries); i++ {
		e := &d.entries[i]
		n, rank := e.ai.digits(), e.ai.rank()
		p := &d.prefixes[rank/100]
		switch int(p.digits) {
		case 0:
			*p = prefix{uint8(n), uint16(len(d.slots))}
			d.slots = append(d.slots, make([]uint16, []int{2: 1, 3: 10, 4: 100}[n])...)
		case n:
		default:
			return fmt.Sprintf("AIs that begin with %02d have %d digits and also %d", rank/100, p.digits, n)
		}
		rest := rank % 100
		if n == 3 {
			rest /= 10
		}
		d.slots[int(p.first)+rest] = uint16(i)
	}
	gtin, _ := d.find(AIGTIN)
	d.gtin = uint16(gtin)
	return d.associations()
}

// associations gives every entry what its row needs and excludes.
func (d *Dictionary) associations() (why string) {
	var patterns patterns
	rules := make([]entry, len(d.rows))
	for i := range d.rows {
		if d.read(&rules[i], i, &patterns); len(patterns) > maxPatterns {
			return fmt.Sprintf("associations name more than %d AIs and patterns", maxPatterns)
		}
	}
	spans := make([]span, len(patterns))
	for k, pattern := range patterns {
		spans[k] = readSpan(pattern)
	}
	for i := 1; i < len(d.entries); i++ {
		e := &d.entries[i]
		rule := &rules[e.row]
		e.bars, e.needs = rule.bars, rule.needs
		e.flags |= rule.flags
		for k := range spans {
			if spans[k].holds(e.ai) {
				e.is.add(k)
			}
		}
	}
	return ""
}

// patterns are the AIs and patterns of AIs that associations name.
type patterns []string

// add puts the number of a pattern into s, as far as there is room.
func (p *patterns) add(s *set, pattern string) {
	i := slices.Index(*p, pattern)
	if i < 0 {
		i = len(*p)
		*p = append(*p, pattern)
	}
	if i < maxPatterns {
		s.add(i)
	}
}

// read reads the associations of a row.
func (d *Dictionary) read(rule *entry, row int, named *patterns) {
	for attribute := range strings.FieldsSeq(d.rows[row].attributes) {
		if others, ok := strings.CutPrefix(attribute, "ex="); ok {
			for pattern := range strings.SplitSeq(others, ",") {
				if s := readSpan(pattern); s.holds(d.rows[row].first) && d.only(s, row) {
					rule.flags |= alone
				} else {
					named.add(&rule.bars, pattern)
				}
			}
		}
		if others, ok := strings.CutPrefix(attribute, needed); ok {
			var clause need
			for group := range strings.SplitSeq(others, ",") {
				if !strings.Contains(group, "+") {
					named.add(&clause.any, group)
					continue
				}
				var whole set
				for pattern := range strings.SplitSeq(group, "+") {
					named.add(&whole, pattern)
				}
				clause.groups = append(clause.groups, whole)
			}
			rule.needs = append(rule.needs, clause)
		}
	}
}

// only reports whether all AIs of a span are in one row.
func (d *Dictionary) only(s span, row int) bool {
	for i := range d.entries {
		if e := &d.entries[i]; s.holds(e.ai) && int(e.row) != row {
			return false
		}
	}
	return true
}
