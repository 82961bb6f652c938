package gs1

import (
	"fmt"
	"strings"
)

// add proves a row and makes an entry for each of its AIs; it says what is
// wrong with the row.
func (d *Dictionary) add(r row) (why string) {
	if len(d.entries)+int(r.last-r.first) >= maxAIs {
		return fmt.Sprintf("there are more than %d AIs", maxAIs)
	}
	e := entry{row: uint16(len(d.rows))}
	for _, flag := range r.flags {
		switch flag {
		case '*':
			e.flags |= predefined
		case '?':
			e.flags |= linkAttribute
		}
	}
	if why := e.read(r.format); why != "" {
		return fmt.Sprintf("AI %s: %s", r.first, why)
	}
	if why := e.place(r.attributes); why != "" {
		return fmt.Sprintf("AI %s: %s", r.first, why)
	}
	d.rows = append(d.rows, r)
	for ai := r.first; ai <= r.last; ai++ {
		one := e
		one.ai = ai
		if ai == 1_8030 {
			one.flags |= signature
		}
		if ai == 1_253 || ai == 1_255 || ai == 1_8003 {
			one.flags |= serialised
		}
		d.entries = append(d.entries, one)
	}
	return ""
}

// read reads the components of a value: N13,csum,gcppos1 [X..17].
func (e *entry) read(format string) (why string) {
	least, most := 0, 0
	for text := range strings.FieldsSeq(format) {
		p, why := readPart(text)
		if why != "" {
			return why
		}
		if n := len(e.parts); n > 0 {
			switch before := e.parts[n-1]; {
			case before.min != before.max:
				return fmt.Sprintf("component %q stands behind one of free length", text)
			case before.optional && !p.optional:
				return fmt.Sprintf("component %q stands behind an optional one and is none", text)
			}
		}
		e.parts = append(e.parts, p)
		most += int(p.max)
		if !p.optional {
			least += int(p.min)
		}
		if e.flags&predefined != 0 && (p.optional || p.min != p.max) {
			return fmt.Sprintf("component %q has a free length, but the flag * says that no separator follows", text)
		}
	}
	switch {
	case len(e.parts) == 0:
		return "has no component"
	case len(e.parts) > maxParts || most > 255:
		return fmt.Sprintf("has more than %d components, or more than 255 characters", maxParts)
	}
	e.least, e.most = uint8(least), uint8(most)
	return ""
}

// readPart reads one component: a set, a length and the names of checks.
func readPart(text string) (p part, why string) {
	names := strings.Split(text, ",")
	form := names[0]
	if inner, ok := strings.CutPrefix(form, "["); ok {
		if form, ok = strings.CutSuffix(inner, "]"); !ok {
			return p, fmt.Sprintf("component %q lacks its ]", text)
		}
		p.optional = true
	}
	sets := map[byte]cset{'N': csetN, 'X': csetX, 'Y': csetY, 'Z': csetZ}
	if form == "" || sets[form[0]] == 0 {
		return p, fmt.Sprintf("component %q is of no character set N, X, Y or Z", text)
	}
	p.cset = sets[form[0]]
	digits, free := strings.CutPrefix(form[1:], "..")
	if len(digits) < 1 || len(digits) > 2 || csetN.check(digits) != (fault{}) || digits[0] == '0' {
		return p, fmt.Sprintf("component %q has no length of 1 to 99", text)
	}
	p.max = uint8(number(digits))
	if p.min = p.max; free {
		p.min = 1
	}
	for _, name := range names[1:] {
		l := lintOf(name)
		if l == 0 {
			return p, fmt.Sprintf("component %q asks for the check %q, which this package does not know", text, name)
		}
		p.lints = append(p.lints, l)
	}
	return p, ""
}

// place reads what the attributes say of Digital Links, and proves them all.
func (e *entry) place(attributes string) (why string) {
	for attribute := range strings.FieldsSeq(attributes) {
		name, value, valued := strings.Cut(attribute, "=")
		if name == "" || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz") != "" || valued && value == "" {
			return fmt.Sprintf("attribute %q is neither a name nor name=value", attribute)
		}
		if strings.Trim(value, "abcdefghijklmnopqrstuvwxyz0123456789-+_,|") != "" {
			return fmt.Sprintf("attribute %q has a character that attributes have not", attribute)
		}
		if separators := map[string]string{"ex": ",", "req": ",+", "dlpkey": ",|"}[name]; separators != "" && valued {
			refs := strings.Map(func(c rune) rune {
				if strings.ContainsRune(separators, c) {
					return ','
				}
				return c
			}, value)
			for ref := range strings.SplitSeq(refs, ",") {
				if !isPattern(ref) {
					return fmt.Sprintf("attribute %q names %q, which is neither an AI nor a pattern like 31nn", attribute, ref)
				}
			}
		}
		if name != "dlpkey" {
			continue
		}
		e.flags |= linkKey
		if !valued {
			continue
		}
		for order := range strings.SplitSeq(value, "|") {
			var path []AI
			for ref := range strings.SplitSeq(order, ",") {
				path = append(path, readAI(ref))
			}
			if len(path) > maxQualifiers {
				return fmt.Sprintf("attribute %q has more than %d qualifiers in an order", attribute, maxQualifiers)
			}
			e.paths = append(e.paths, path)
		}
	}
	return ""
}

// isPattern reports whether a text is an AI, or one whose last digits are n
// for any.
func isPattern(text string) bool {
	digits := strings.TrimRight(text, "n")
	return 2 <= len(text) && len(text) <= 4 && digits != "" && csetN.check(digits) == (fault{})
}

// readSpan reads the AIs that a pattern like 31nn stands for.
func readSpan(pattern string) span {
	return span{readAI(strings.ReplaceAll(pattern, "n", "0")), readAI(strings.ReplaceAll(pattern, "n", "9"))}
}
