package gs1_test

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"endcap/scanner/gs1"
)

// noises are texts of n bytes that would hurt a parser which looks twice at
// what it has seen.
var noises = []struct {
	name string
	of   func(n int) string
}{
	{"brackets", func(n int) string { return fill("(", n) }},
	{"escapes", func(n int) string { return `(99)` + fill(`\(`, n-4) }},
	{"bracketed", func(n int) string { return fill("(01)09521234543213", n) }},
	{"digits", func(n int) string { return "]d2" + fill("1", n-3) }},
	{"separators", func(n int) string { return "]d2" + fill(gs1.GS, n-3) }},
	{"elements", func(n int) string { return "]d2" + fill("99A"+gs1.GS, n-3) }},
	{"long value", func(n int) string { return "]d299" + fill("A", n-5) }},
	{"identifiers", func(n int) string { return fill("]", n) }},
	{"composites", func(n int) string { return "]E09521234543213" + fill("|]e0", n-16) }},
	{"slashes", func(n int) string { return "https://a" + fill("/", n-9) }},
	{"keys", func(n int) string { return "https://a" + fill("/01/09521234543213", n-9) }},
	{"qualifiers", func(n int) string { return "https://a" + fill("/10/A", n-9) }},
	{"parameters", func(n int) string { return "https://a/01/09521234543213?" + fill("a&", n-28) }},
	{"and", func(n int) string { return "https://a/01/09521234543213?" + fill("&", n-28) }},
	{"percent", func(n int) string { return "https://a/01/09521234543213?99=" + fill("%", n-31) }},
	{"encoded", func(n int) string { return "https://a/01/09521234543213?99=" + fill("%41", n-31) }},
	{"question marks", func(n int) string { return "https://a/01/09521234543213" + fill("?", n-27) }},
	{"typed separators", func(n int) string { return "0109521234543213" + fill("<GS>", n-16) }},
	{"line ends", func(n int) string { return "]d20109521234543213" + fill("\r\n", n-19) }},
	{"bytes", func(n int) string {
		r := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // the same noise every time
		b := make([]byte, n)
		for i := range b {
			b[i] = byte(r.Uint32())
		}
		return string(b)
	}},
}

// fill repeats a text to n bytes.
func fill(s string, n int) string { return strings.Repeat(s, n/len(s)+1)[:n] }

// hear parses a text by every entry.
func hear(text string) {
	var m gs1.Message
	p := gs1.Parser{Repairs: gs1.AllRepairs}
	_ = p.Parse(&m, text)
	for _, kind := range []string{"scan", "element", "bracketed", "dl"} {
		_ = parseAs(p, &m, kind, text)
	}
	_ = p.Number(&m, text)
	_, _ = gs1.Decompress(text)
}

// TestNoise_CostsNoMoreThanItsLength counts the statements that are executed:
// eight times the noise may not cost more than eight times as many, and a
// little. It runs itself for each count, so it has to be built with counters:
// go test -covermode=count, as make test does.
func TestNoise_CostsNoMoreThanItsLength(t *testing.T) {
	if os.Getenv("ENDCAP_NOISE") != "" {
		t.Skip("is the test that counts")
	}
	if mode := testing.CoverMode(); mode != "count" && mode != "atomic" {
		t.Skip("nothing is counted; run go test -covermode=count -run TestNoise ./scanner/gs1")
	}
	const small, large, spare = 1000, 8000, 1.1
	itself, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	profile := filepath.Join(t.TempDir(), "profile")
	count := func(noise string, n int) float64 {
		cmd := exec.CommandContext(t.Context(), itself, "-test.run=^TestNoise_Heard$", "-test.coverprofile="+profile)
		cmd.Env = append(os.Environ(), fmt.Sprintf("ENDCAP_NOISE=%s:%d", noise, n))
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		return statements(t, profile)
	}
	idle := count("", 0)
	for _, noise := range noises {
		few, many := count(noise.name, small)-idle, count(noise.name, large)-idle
		if many > few*large/small*spare+1000 {
			t.Errorf("%s: %d bytes cost %.0f statements, %d cost %.0f", noise.name, small, few, large, many)
		}
	}
}

// TestNoise_Heard is what TestNoise_CostsNoMoreThanItsLength counts.
func TestNoise_Heard(*testing.T) {
	order := os.Getenv("ENDCAP_NOISE")
	for _, noise := range noises {
		var n int
		if name, size, _ := strings.Cut(order, ":"); order == "" {
			n = gs1.MaxText
		} else if name == noise.name {
			_, _ = fmt.Sscan(size, &n)
		}
		if n > 0 {
			hear(noise.of(n))
		}
	}
}

// statements sums up a coverage profile.
func statements(t *testing.T, profile string) float64 {
	t.Helper()
	f, err := os.Open(profile)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	sum := 0.0
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var size, times float64
		if fields := strings.Fields(lines.Text()); len(fields) == 3 {
			_, _ = fmt.Sscan(fields[1], &size)
			_, _ = fmt.Sscan(fields[2], &times)
			sum += size * times
		}
	}
	return sum
}
