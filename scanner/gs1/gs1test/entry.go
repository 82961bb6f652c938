package gs1test

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Entry is one AI of the dictionary.
type Entry struct {
	AI         string
	Title      string
	Predefined bool // no separator need follow (*)
	Attribute  bool // may stand in the query of a Digital Link (?)
	Parts      []Part
	Needs      [][]string // each clause: groups of patterns, 01+21, of which one must be there
	Excludes   []string   // patterns: 31nn
	Key        bool       // begins the path of a Digital Link
	Orders     [][]string // the qualifiers behind the key, in their order
}

// Part is a component of a value.
type Part struct {
	Set      byte // N, X, Y or Z
	Min, Max int
	Optional bool
	Lints    []string
}

// ReadEntries reads the dictionary, one entry for each AI, in their order.
func ReadEntries(dictionary io.Reader) ([]Entry, error) {
	var all []Entry
	lines := bufio.NewScanner(dictionary)
	for lines.Scan() {
		facts, title, _ := strings.Cut(lines.Text(), "#")
		fields := strings.Fields(facts)
		if len(fields) == 0 {
			continue
		}
		e, err := readEntry(fields[1:])
		if err != nil {
			return nil, fmt.Errorf("gs1test: read the entry of AI %s: %w", fields[0], err)
		}
		e.Title = strings.TrimSpace(title)
		first, last, _ := strings.Cut(fields[0], "-")
		if last == "" {
			last = first
		}
		for n := first; ; n = fmt.Sprintf("%0*d", len(first), atoi(n)+1) {
			e.AI = n
			all = append(all, e)
			if n >= last {
				break
			}
		}
	}
	return all, lines.Err()
}

func readEntry(fields []string) (Entry, error) {
	var e Entry
	for _, f := range fields {
		name, value, _ := strings.Cut(f, "=")
		switch {
		case strings.Trim(f, "*?") == "":
			e.Predefined, e.Attribute = strings.Contains(f, "*"), strings.Contains(f, "?")
		case name == "req":
			e.Needs = append(e.Needs, strings.Split(value, ","))
		case name == "ex":
			e.Excludes = append(e.Excludes, strings.Split(value, ",")...)
		case name == "dlpkey":
			e.Key = true
			for order := range strings.SplitSeq(value, "|") {
				if order != "" {
					e.Orders = append(e.Orders, strings.Split(order, ","))
				}
			}
		default:
			p, err := readPart(f)
			if err != nil {
				return e, err
			}
			e.Parts = append(e.Parts, p)
		}
	}
	return e, nil
}

// readPart reads a component: N6,yymmd0 or X..20 or [N4],hhmi.
func readPart(f string) (Part, error) {
	lints := strings.Split(strings.NewReplacer("[", "", "]", "").Replace(f), ",")
	p := Part{Set: lints[0][0], Optional: f[0] == '[', Lints: lints[1:]}
	least, most, variable := strings.Cut(lints[0][1:], "..")
	if !variable {
		most = least
	}
	if least == "" {
		least = "1"
	}
	p.Min, p.Max = atoi(least), atoi(most)
	if strings.IndexByte("NXYZ", p.Set) < 0 || p.Max == 0 {
		return p, fmt.Errorf("%q is no component", f)
	}
	return p, nil
}

func atoi(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}

// Matches reports whether the AI is one of a pattern, such as 31nn.
func Matches(pattern, ai string) bool {
	if len(pattern) != len(ai) {
		return false
	}
	for i := range len(ai) {
		if pattern[i] != 'n' && pattern[i] != ai[i] {
			return false
		}
	}
	return true
}
