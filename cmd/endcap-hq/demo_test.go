package main

import (
	"bufio"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"endcap/sync/wire"
	"endcap/sync/wire/wiretest"
)

// story is one line of the demo with --json.
type story struct{ Who, Kind, Text string }

// TestDemo_TellsItsStoryAndLeavesNothingBehind runs the demo as make demo
// does, looks at the pages it leaves open, and ends it as Ctrl-C would.
func TestDemo_TellsItsStoryAndLeavesNothingBehind(t *testing.T) {
	dir, tmp := t.TempDir(), t.TempDir()
	build := exec.Command("go", "build", "-o", dir, "endcap/cmd/endcap", "endcap/cmd/endcap-hq")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	cmd := exec.Command(filepath.Join(dir, "endcap-hq"), "demo", "--json", "--story", quick(t))
	cmd.Env = append(os.Environ(), "TMPDIR="+tmp)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	watchdog := time.AfterFunc(2*time.Minute, func() { _ = cmd.Process.Kill() })
	defer watchdog.Stop()

	kinds, types := map[string]int{}, map[wire.Type]int{}
	contract := wiretest.Open(t)
	for lines := bufio.NewScanner(out); lines.Scan(); {
		var l story
		if err := json.Unmarshal(lines.Bytes(), &l); err != nil {
			t.Fatalf("%s: %v", lines.Bytes(), err)
		}
		kinds[l.Kind]++
		if l.Kind == "wrong" {
			t.Errorf("%s: %s", l.Who, l.Text)
		}
		if i := strings.Index(l.Text, "http://"); i > 0 && l.Who == "story" {
			if code, _ := page(t, l.Text[i:]); code != 200 {
				t.Errorf("%s answers %d", l.Text, code)
			}
			root, _, _ := strings.Cut(l.Text[i+len("http://"):], "/")
			if code, body := page(t, "http://"+root+"/api/ledger"); code == 200 {
				judge(t, contract, body, types)
			}
		}
		if strings.Contains(l.Text, "Ctrl-C") {
			if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("the demo ended with %v", err)
	}
	if kinds["right"] != 6 || kinds["refused"] != 4 || kinds["chapter"] < 8 {
		t.Errorf("lines by kind: %v; want 6 checks that were right and 4 refusals", kinds)
	}
	if len(types) < 5 {
		t.Errorf("the ledger was asked for events and gave %v; want five types that the contract takes", types)
	}
	if left, err := os.ReadDir(tmp); err != nil || len(left) > 0 {
		t.Errorf("the demo left %v behind (%v)", left, err)
	}
	if b, err := exec.Command("pgrep", "-f", filepath.Join(dir, "endcap")).Output(); err == nil {
		t.Errorf("still running: %s", b)
	}
}

// judge holds every event of the demo's day against the contract of the wire.
func judge(t *testing.T, c *wiretest.Contract, body string, types map[wire.Type]int) {
	t.Helper()
	var day []struct {
		Store, Device, Inc string
		Stream             wire.Stream
		wire.Event
	}
	if err := json.Unmarshal([]byte(body), &day); err != nil {
		t.Fatal(err)
	}
	for _, e := range day {
		types[e.Type]++
		b, err := wire.EncodeBatch(wire.Address{Tenant: "any", Store: e.Store, Device: e.Device}, e.Stream, e.Inc, []wire.Event{e.Event})
		if err == nil {
			err = c.Message("events", b)
		}
		if err != nil {
			t.Errorf("event %d of %s: %s: %v", e.Seq, e.Device, e.Data, err)
		}
	}
}

// quick copies the story with almost no wait between its steps.
func quick(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("../../configs")); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "demo.yaml")
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(strings.Replace(string(b), "pace: 900ms", "pace: 5ms  ", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// page reads one page that the demo left open.
func page(t *testing.T, url string) (code int, body string) {
	t.Helper()
	c := http.Client{Timeout: time.Minute}
	r, err := c.Get(strings.TrimSpace(url))
	if err != nil {
		t.Error(err)
		return 0, ""
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Error(err)
	}
	return r.StatusCode, string(b)
}
