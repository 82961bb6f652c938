package gs1test_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"endcap/scanner/gs1"
	"endcap/scanner/gs1/gs1test"
)

// recorded is a text with the answer that the official engine gave, or for a
// compressed link GS1's own toolkit.
type recorded struct {
	Kind, Input, Linter string
	Opts                struct {
		Requisite *bool
		ShortGTIN bool `json:"zero_suppressed_gtin"`
	}
	AIs      [][2]string
	Error    gs1.Code
	Pos, Len int
}

// score counts what we answer alike.
type score struct{ cases, verdicts, right, lists, refused, codes, places int }

// TestReference_Scores keeps the scores of docs/gs1.md true, where the recorded
// answers lie beside the repository.
func TestReference_Scores(t *testing.T) {
	const folder = "../../../../shared/gs1/"
	if _, err := os.Stat(folder); err != nil {
		t.Skip("the recorded answers are not here")
	}
	var b strings.Builder
	b.WriteString("| recorded answers | cases | accepted or refused alike | the same AIs and values | the same class of fault | the same place |\n|---|---|---|---|---|---|\n")
	for _, set := range []struct{ name, file, kind string }{
		{"what scanners send", "dev", gs1test.Scan},
		{"element strings", "dev", gs1test.Element},
		{"AIs in brackets", "dev", gs1test.Bracketed},
		{"Digital Links", "dev", gs1test.Link},
		{"components, rule by rule", "lint_dev", gs1test.Lint},
		{"compressed Digital Links", "dl_compressed", "dlc"},
	} {
		s := scoreOf(t, folder+set.file+".jsonl", set.kind)
		place := ""
		if set.kind == gs1test.Lint {
			place = fmt.Sprintf("%d of %d", s.places, s.refused)
		}
		fmt.Fprintf(&b, "| %s | %d | %d | %d of %d | %d of %d | %s |\n", set.name, s.cases, s.verdicts, s.lists, s.right, s.codes, s.refused, place)
	}
	section(t, "scores", b.String())
}

func scoreOf(t *testing.T, file, kind string) (s score) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var want recorded
		if err := json.Unmarshal(lines.Bytes(), &want); err != nil {
			t.Fatal(err)
		}
		if want.Kind == kind {
			s.add(want)
		}
	}
	return s
}

func (s *score) add(want recorded) {
	var m gs1.Message
	err := answer(&m, want)
	s.cases++
	if (err == nil) == (want.Error == "") {
		s.verdicts++
	}
	if want.Error == "" {
		s.right++
		var got [][2]string
		for el := range m.All() {
			got = append(got, [2]string{el.AI.String(), el.Value})
		}
		if slices.Equal(inOrder(got), inOrder(want.AIs)) {
			s.lists++
		}
		return
	}
	s.refused++
	bad, _ := errors.AsType[*gs1.Error](err)
	if bad != nil && bad.Code == want.Error {
		s.codes++
	}
	if bad != nil && bad.Pos == want.Pos && bad.Len == want.Len {
		s.places++
	}
}

// inOrder sorts elements: a compressed link may hold them in another order.
func inOrder(all [][2]string) [][2]string {
	slices.SortFunc(all, func(a, b [2]string) int { return strings.Compare(a[0], b[0]) })
	return all
}

func answer(m *gs1.Message, r recorded) error {
	if r.Kind == "dlc" {
		plain, err := gs1.Decompress(r.Input)
		if err != nil {
			return err
		}
		r.Kind, r.Input = gs1test.Link, plain
	}
	return parse(m, gs1test.Case{
		Kind: r.Kind, Input: r.Input, Linter: r.Linter,
		SkipRequired: r.Opts.Requisite != nil && !*r.Opts.Requisite, ShortGTIN: r.Opts.ShortGTIN,
	})
}
