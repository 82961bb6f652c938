package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"endcap/internal/cli"
	"endcap/internal/hq"
	"endcap/internal/hq/ledger"
	"endcap/sync/wire"
)

const products = "gtin,name,price,currency\n9520001100376,Milk,1.29,EUR\n"

// run runs one verb to its end.
func run(t *testing.T, args ...string) (code int, out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	code = cli.Main(t.Context(), "endcap-hq", about, &verbs{}, args, cli.IO{In: strings.NewReader(""), Out: &o, Err: &e})
	return code, o.String(), e.String()
}

func file(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestServe_NoticesWhatAnotherProcessPublishes(t *testing.T) {
	dir := t.TempDir()
	ctx, stop := context.WithCancel(t.Context())
	r, w := io.Pipe()
	code := make(chan int, 1)
	go func() {
		code <- cli.Main(ctx, "endcap-hq", about, &verbs{}, []string{"serve", "--json", "--dir", dir, "--listen", "127.0.0.1:0", "--http", "127.0.0.1:0"}, cli.IO{Out: w, Err: io.Discard})
	}()
	var at hq.Addresses
	if err := json.NewDecoder(r).Decode(&at); err != nil {
		t.Fatal(err)
	}
	for v := 1; v <= 2; v++ {
		c, out, errs := run(t, "publish", "--json", "--dir", dir, "--store", "berlin-1", "--products", file(t, "p.csv", products))
		var got published
		if err := json.Unmarshal([]byte(out), &got); c != cli.Done || err != nil || int(got.Version) != v || got.Products != 1 {
			t.Fatalf("got %d %s %s, want version %d", c, out, errs, v)
		}
	}
	ready := false
	for range 3000 {
		if resp, err := http.Get(at.HTTP + "readyz"); err == nil {
			resp.Body.Close()
			if ready = resp.StatusCode == http.StatusOK; ready {
				break
			}
		}
		time.Sleep(20 * time.Millisecond)
	}
	if !ready {
		t.Error("it did not become ready")
	}
	stop()
	if c := <-code; c != cli.Done {
		t.Errorf("got exit code %d on SIGTERM, want 0", c)
	}
}

func TestPublish_CheckPublishesNothing(t *testing.T) {
	dir := t.TempDir()
	sheets := file(t, "s.json", `{"format": "endcap-sheets/1", "sheets": [{"gtin": "9520001100376", "texts": [{"lang": "en", "about": "Milk."}]}]}`)
	args := []string{"publish", "--dir", dir, "--store", "berlin-1", "--products", file(t, "p.csv", products), "--sheets", sheets}
	if code, out, errs := run(t, append(args, "--check")...); code != cli.Done || out != "the files are in order: 1 products, 0 offers, 1 sheets\n" {
		t.Errorf("got %d %s%s", code, out, errs)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("it left %v (%v)", left, err)
	}
	if code, out, errs := run(t, args...); code != cli.Done || out != "price book 1 for berlin-1: 1 products, 0 offers, 1 sheets\n" {
		t.Errorf("got %d %s%s", code, out, errs)
	}
}

func TestCommand_IsGivenAndItsOutcomeWaitedFor(t *testing.T) {
	dir, cart := t.TempDir(), wire.Address{Tenant: "demo", Store: "berlin-1", Device: "cart-07"}
	l, err := ledger.Open(t.Context(), ledger.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if _, _, err := l.Hello(t.Context(), cart, wire.Hello{Incarnation: "abc", Session: 1}, time.Now()); err != nil {
		t.Fatal(err)
	}
	code, out, errs := run(t, "command", "--dir", dir, "berlin-1", "cart-07", "blink", "--args", `{"n":1}`)
	if code != cli.Done || !strings.Contains(out, "command 1 for berlin-1/cart-07") || !strings.Contains(out, "waiting") {
		t.Errorf("got %d: %s%s", code, out, errs)
	}
	for i, c := range []struct {
		outcome wire.Outcome
		code    int
	}{{wire.Done, cli.Done}, {wire.Refused, cli.Wanting}} {
		said := make(chan error, 1)
		go func() { said <- obey(t.Context(), l, cart, i+1, c.outcome) }()
		code, out, errs := run(t, "command", "--dir", dir, "berlin-1", "cart-07", "unlock", "--wait")
		if code != c.code || !strings.Contains(out, string(c.outcome)) {
			t.Errorf("%s: got %d: %s%s", c.outcome, code, out, errs)
		}
		if err := <-said; err != nil {
			t.Error(err)
		}
	}
}

// obey plays a device that tells an outcome as soon as it is told to unlock.
func obey(ctx context.Context, l *ledger.Ledger, a wire.Address, seq int, outcome wire.Outcome) error {
	for {
		list, err := l.Commands(ctx, a)
		if err != nil {
			return err
		}
		if c := list[0]; c.Kind == "unlock" && c.State.Open() {
			e := wire.NewEvent(wire.CommandDone, time.Now(), wire.CommandResult{ID: c.ID, Number: c.Number, Kind: c.Kind, Outcome: outcome})
			e.Seq = uint64(seq)
			_, _, err = l.Append(ctx, wire.Batch{From: a, Stream: wire.Control, Incarnation: "abc", Events: []wire.Event{e}}, time.Now())
			return err
		}
		time.Sleep(10 * time.Millisecond)
	}
}

func TestVerbs_SayWhatIsWrongAndExitSo(t *testing.T) {
	good := file(t, "p.csv", products)
	dir := t.TempDir()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	taken := l.Addr().String()
	for _, c := range []struct {
		name string
		args []string
		code int
		says string
	}{
		{"no flags", []string{"publish"}, cli.Misused, "missing flags"},
		{"no folder", []string{"publish", "--dir", filepath.Join(dir, "none"), "--store", "s", "--products", good}, cli.Misused, "no such file"},
		{"no file", []string{"publish", "--dir", dir, "--store", "s", "--products", "none.csv"}, cli.Misused, "none.csv"},
		{"faulty file", []string{"publish", "--dir", dir, "--store", "s", "--products", file(t, "p.csv", products+"1,,x,EUR\n")}, cli.Wanting, "3:1: gtin: 1 has 1 digits"},
		{"faulty offers", []string{"publish", "--dir", dir, "--store", "s", "--products", good, "--offers", file(t, "o.json", "{}")}, cli.Wanting, "o.json"},
		{"faulty sheets", []string{"publish", "--dir", dir, "--store", "s", "--products", good, "--sheets", file(t, "s.json", "{}")}, cli.Wanting, "s.json"},
		{"sheets of faulty products", []string{"publish", "--dir", dir, "--store", "s", "--products", file(t, "p.csv", "x"), "--sheets", file(t, "s.json", "{}")}, cli.Wanting, "p.csv"},
		{"no sheets", []string{"publish", "--dir", dir, "--store", "s", "--products", good, "--sheets", "none.json"}, cli.Misused, "none.json"},
		{"a check of nothing", []string{"publish", "--dir", dir, "--store", "s", "--revert", "--check"}, cli.Misused, "can't be used together"},
		{"bad store", []string{"publish", "--dir", dir, "--store", "Store 1", "--products", good}, cli.Wanting, "use 1 to 32"},
		{"serve beyond this machine", []string{"serve", "--dir", dir, "--listen", "0.0.0.0:0"}, cli.Wanting, "without TLS"},
		{"the broker's port is taken", []string{"serve", "--dir", dir, "--listen", taken, "--http", "127.0.0.1:0"}, cli.Wanting, "give this one another port (--listen)"},
		{"the pages' port is taken", []string{"serve", "--dir", dir, "--listen", "127.0.0.1:0", "--http", taken}, cli.Wanting, "listen for the pages: " + taken + " is in use by another program: end that, or give this one another port (--http)"},
		{"no share", []string{"serve", "--dir", dir, "--part", "3/2"}, cli.Misused, "is no share"},
		{"a share of its own ledger", []string{"serve", "--dir", dir, "--part", "1/2"}, cli.Wanting, "all parts share"},
		{"no database", []string{"serve", "--dir", dir, "--ledger", "postgres://127.0.0.1:1/none"}, cli.Wanting, "cannot be reached"},
		{"no address of a database", []string{"publish", "--dir", dir, "--store", "s", "--products", good, "--ledger", "postgres://:x:y"}, cli.Wanting, "not the address of a database"},
		{"a command for nobody", []string{"command", "--dir", dir, "s", "cart-07", "blink"}, cli.Misused, "no device of this name"},
		{"version", []string{"version"}, cli.Done, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			code, _, errs := run(t, c.args...)
			if code != c.code || !strings.Contains(errs, c.says) {
				t.Errorf("got %d, want %d and %q:\n%s", code, c.code, c.says, errs)
			}
		})
	}
}
