package gs1test_test

import (
	"flag"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"endcap/scanner/gs1"
	"endcap/scanner/gs1/gs1test"
)

var update = flag.Bool("update", false, "write the generated sections of docs/gs1.md anew")

// TestReference keeps the table of docs/gs1.md what the dictionary says.
func TestReference(t *testing.T) {
	entries, err := gs1test.ReadEntries(dictionary(t))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%d application identifiers, dictionary release %s.\n", len(entries), gs1.BuiltIn().Release())
	for _, g := range groups {
		in := slices.DeleteFunc(slices.Clone(entries), func(e gs1test.Entry) bool { return e.AI[:2] < g.first || e.AI[:2] > g.last })
		fmt.Fprintf(&b, "\n### %s\n\n| AI | title | value | stands with | never with | in a Digital Link |\n|---|---|---|---|---|---|\n", g.title)
		for len(in) > 0 {
			n := alike(in)
			b.WriteString(row(in[:n], entries))
			in = in[n:]
		}
	}
	section(t, "table", b.String())
}

// groups are the AIs as a shop looks for them, by their first two digits.
var groups = []struct{ title, first, last string }{
	{"Units and what is in them (00–03)", "00", "03"},
	{"Lots, days, variants (10–22)", "10", "22"},
	{"More numbers of an item, documents, coupons (235–255)", "23", "25"},
	{"Counts and trade measures (30–369n)", "30", "37"},
	{"Amounts and prices (390n–395n)", "39", "39"},
	{"Orders, places, origin (400–427)", "40", "42"},
	{"Transport (4300–4333)", "43", "43"},
	{"Food, health, processing (7001–7259)", "70", "72"},
	{"Assets, services, further (8001–8200)", "80", "82"},
	{"What partners agree on (90–99)", "90", "99"},
}

// alike counts the entries at the front that differ in their last digit alone.
func alike(in []gs1test.Entry) int {
	n := 1
	for n < len(in) {
		a, b := in[n-1], in[n]
		follows := atoi(b.AI) == atoi(a.AI)+1 && a.AI[:len(a.AI)-1] == b.AI[:len(b.AI)-1]
		a.AI = b.AI
		if !follows || !reflect.DeepEqual(a, b) {
			break
		}
		n++
	}
	return n
}

// row writes entries that are alike.
func row(some, all []gs1test.Entry) string {
	e := some[0]
	name := e.AI
	if len(some) > 1 {
		name += "–" + some[len(some)-1].AI
	}
	var parts, needs []string
	for _, p := range e.Parts {
		parts = append(parts, part(p))
	}
	for _, clause := range e.Needs {
		needs = append(needs, strings.ReplaceAll(strings.Join(clause, " or "), "+", " with "))
	}
	return fmt.Sprintf("| %s | %s | %s | %s | %s | %s |\n",
		name, e.Title, strings.Join(parts, ", then "), strings.Join(needs, "; and "), strings.Join(e.Excludes, ", "), place(e, all))
}

// part writes a component: up to 20 characters of set 82, checked by ....
func part(p gs1test.Part) string {
	size := strconv.Itoa(p.Max)
	if p.Min < p.Max {
		size = fmt.Sprintf("%d to %d", p.Min, p.Max)
	}
	text := size + " " + map[byte]string{'N': "digits", 'X': "of set 82", 'Y': "of set 39", 'Z': "of base64url"}[p.Set]
	if len(p.Lints) > 0 {
		text += " `" + strings.Join(p.Lints, " ") + "`"
	}
	if p.Optional {
		text = "(" + text + ")"
	}
	return text
}

// place tells where in a Digital Link an AI stands.
func place(e gs1test.Entry, all []gs1test.Entry) string {
	var places, keys []string
	if e.Key {
		var orders []string
		for _, order := range e.Orders {
			orders = append(orders, strings.Join(order, "/"))
		}
		places = append(places, strings.TrimSpace("key "+strings.Join(orders, " or ")))
	}
	for _, key := range all {
		if slices.ContainsFunc(key.Orders, func(order []string) bool { return slices.Contains(order, e.AI) }) {
			keys = append(keys, key.AI)
		}
	}
	if len(keys) > 0 {
		places = append(places, "behind "+strings.Join(keys, ", "))
	}
	if e.Attribute {
		places = append(places, "query")
	}
	return strings.Join(places, "; else ")
}

func atoi(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

// section holds a generated part of docs/gs1.md against what it should be, or
// writes it with -update.
func section(t *testing.T, name, text string) {
	t.Helper()
	const file = "../../../docs/gs1.md"
	page, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	begin, end := "<!-- "+name+": generated -->\n", "<!-- "+name+": end -->\n"
	before, rest, ok := strings.Cut(string(page), begin)
	got, after, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatalf("%s has no section %s", file, name)
	}
	if got == text {
		return
	}
	if !*update {
		t.Fatalf("section %s of %s is not what it should be; run make docs", name, file)
	}
	if err := os.WriteFile(file, []byte(before+begin+text+end+after), 0o644); err != nil {
		t.Fatal(err)
	}
}
