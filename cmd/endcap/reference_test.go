package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the reference page anew")

// TestReference keeps docs/commands.md what --help says, verb by verb.
func TestReference(t *testing.T) {
	var page bytes.Buffer
	page.WriteString("# Commands\nMade from `--help` by `make docs`. Exit codes: 0 done, 1 found wanting, 2 misused. With `--json`, results are JSON, one value a line.\n")
	for _, program := range []string{"endcap", "endcap-hq"} {
		help := helpOf(t, program)
		fmt.Fprintf(&page, "\n## %s\n", program)
		verbs := regexp.MustCompile(`(?m)^  ([a-z0-9]+(?: [a-z0-9]+)*)  +[A-Z]`).FindAllSubmatch(help[bytes.Index(help, []byte("Commands:")):], -1)
		if len(verbs) < 4 {
			t.Fatalf("%s --help lists only %d verbs:\n%s", program, len(verbs), help)
		}
		for _, v := range verbs {
			text := helpOf(t, program, strings.Fields(string(v[1]))...)
			if !bytes.Contains(text, []byte("Example")) {
				t.Errorf("%s %s --help has no example", program, v[1])
			}
			fmt.Fprintf(&page, "\n### %s %s\n```\n%s```\n", program, v[1], text)
		}
	}
	const file = "../../docs/commands.md"
	if *update {
		if err := os.WriteFile(file, page.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got, _ := os.ReadFile(file); !bytes.Equal(got, page.Bytes()) {
		t.Errorf("%s is not what --help says; run make docs", file)
	}
}

func helpOf(t *testing.T, program string, verb ...string) []byte {
	t.Helper()
	cmd := exec.Command(built(t, program), append(verb, "--help")...)
	cmd.Env = append(os.Environ(), "COLUMNS=120")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %v --help: %v", program, verb, err)
	}
	return out
}
