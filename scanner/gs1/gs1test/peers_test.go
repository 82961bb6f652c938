package gs1test_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"endcap/scanner/gs1"
	"endcap/scanner/gs1/gs1test"
)

// peerCount is how many cases bwip-js is asked.
const peerCount = 20_000

// differences are the classes of cases that we and bwip-js 4.11.4 do not
// answer alike, and why.
var differences = []struct {
	name   string
	kind   string // "" for any
	ours   gs1.Code
	theirs string
	why    string
}{
	{
		"repeated in a link", gs1test.Link, gs1.CodeLinkDuplicate, "ok",
		"The same AI stands twice in a link with one value. The official engine and we take each AI once, whatever it says; bwip-js compares the values.",
	},
	{
		"more than 64 elements", "", gs1.CodeLimit, "ok",
		"The standard sets no number. The official engine and we take 64 elements, parameters that belong to others included; bwip-js takes what fits into the symbol.",
	},
	{
		"characters of an address", gs1test.Link, gs1.CodeLinkURI, "ok",
		"A character that no URI has, a user name or no domain (RFC 3986, 2 and 3.2). bwip-js looks at the path behind the domain only; we are right.",
	},
	{
		"short number in a link", gs1test.Link, gs1.CodeLength, "ok",
		"A GTIN of 8, 12 or 13 digits behind /01/. Digital Link 1.6 has 14 digits; bwip-js keeps the older rule. We take them when asked to (Parser.ShortGTIN), as Parse does.",
	},
	{
		"percent without digits", gs1test.Link, "", "bwipp.GS1dlBadHexCharacter",
		"%zz in a value. By RFC 3986 (2.1) bwip-js is right; we keep the official engine's reading, which takes it for what is printed.",
	},
	{
		"company prefix of letters", "", gs1.CodeGCP, "ok",
		"GS1 Company Prefixes have four digits at least (rule gcppos1 of the dictionary). bwip-js looks at two; we are right.",
	},
	{
		"package type", "", "", "bwipp.GS1unknownPackageType",
		"A package type of GS1's own list (APE, 200 and others; rule packagetype of the dictionary). The list of bwip-js lacks it; we are right.",
	},
	{
		"one character left", gs1test.Bracketed, gs1.CodeSyntax, "ok",
		"A bracket at the end that opens nothing, or a text of one character. bwip-js overlooks it; we are right.",
	},
}

// TestPeers is run by make gs1-peers: every case that bwip-js and we do not
// answer alike is of a class with a name.
func TestPeers(t *testing.T) {
	modules := os.Getenv("ENDCAP_GS1_PEERS")
	if modules == "" {
		t.Skip("bwip-js is not asked: run make gs1-peers")
	}
	cases := peerCases(t)
	said := ask(t, modules, cases)
	var msg gs1.Message
	asked, accepted, found := map[string]int{}, map[string]int{}, map[string]int{}
	for i, c := range cases {
		asked[c.Kind]++
		var code gs1.Code
		if bad, ok := errors.AsType[*gs1.Error](parse(&msg, c)); ok {
			code = bad.Code
		} else {
			accepted[c.Kind]++
		}
		if (code == "") == (said[i] == "ok") {
			continue
		}
		name := difference(c, code, said[i])
		if name == "" {
			t.Errorf("%s %q: we say %q, bwip-js %s: a difference without a name", c.Kind, c.Input, code, said[i])
		}
		found[name]++
	}
	var b strings.Builder
	b.WriteString("| cases | asked | we accept |\n|---|---|---|\n")
	for _, k := range []struct{ kind, name string }{{gs1test.Bracketed, "AIs in brackets"}, {gs1test.Link, "Digital Links"}} {
		fmt.Fprintf(&b, "| %s | %d | %d |\n", k.name, asked[k.kind], accepted[k.kind])
	}
	all := 0
	b.WriteString("\n| difference | cases | who is right |\n|---|---|---|\n")
	for _, d := range differences {
		fmt.Fprintf(&b, "| %s | %d | %s |\n", d.name, found[d.name], d.why)
		all += found[d.name]
	}
	fmt.Fprintf(&b, "\nThe same verdict in %d of %d.\n", len(cases)-all, len(cases))
	t.Log("\n" + b.String())
	section(t, "peers", b.String())
}

// difference names the class that a difference is of.
func difference(c gs1test.Case, ours gs1.Code, theirs string) string {
	if ours == gs1.CodeSyntax && !strings.HasSuffix(c.Input, "(") && len([]rune(c.Input)) != 1 {
		return ""
	}
	for _, d := range differences {
		if (d.kind == "" || d.kind == c.Kind) && d.ours == ours && d.theirs == theirs {
			return d.name
		}
	}
	return ""
}

// peerCases are those that bwip-js has a form for: it knows no options, no
// composite symbols in one text and no brackets within values.
func peerCases(t *testing.T) []gs1test.Case {
	m := maker(t, 1)
	var some []gs1test.Case
	for n := 0; len(some) < peerCount; n++ {
		c := m.Case(n)
		c.SkipRequired, c.ShortGTIN = false, false
		if c.Kind == gs1test.Link || c.Kind == gs1test.Bracketed && !strings.Contains(c.Input, "|") && !strings.Contains(c.Input, `\(`) {
			some = append(some, c)
		}
	}
	return some
}

// ask returns what bwip-js says of each case: "ok", or the name of a fault.
func ask(t *testing.T, modules string, cases []gs1test.Case) []string {
	t.Helper()
	var lines strings.Builder
	enc := json.NewEncoder(&lines)
	for _, c := range cases {
		if err := enc.Encode(map[string]string{"kind": c.Kind, "text": c.Input}); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.CommandContext(t.Context(), "node", "../../../tools/gs1-peers.mjs", modules)
	cmd.Stdin, cmd.Stderr = strings.NewReader(lines.String()), os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	for l := bufio.NewScanner(strings.NewReader(string(out))); l.Scan(); {
		said = append(said, l.Text())
	}
	if len(said) != len(cases) {
		t.Fatalf("bwip-js answered %d of %d cases", len(said), len(cases))
	}
	return said
}
