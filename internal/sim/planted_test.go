package sim

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"
)

// planted is one file of the program with a fault in it.
type planted struct {
	name    string
	file    string
	changes [][2]string // each old text stands in the file exactly once
}

// plantedFaults are mistakes that others make, and some that we might. The
// simulation has to notice each of them: it is what proves the simulation.
var plantedFaults = []planted{
	{
		"deletes on the broker's acknowledgement", "sync/session/call.go",
		[][2]string{{
			"	return c.send(ctx, wire.Message{Topic: c.o.Address.Topic(stream.Kind()), Payload: b})",
			`	if err := c.send(ctx, wire.Message{Topic: c.o.Address.Topic(stream.Kind()), Payload: b, QoS: 1}); err != nil {
		return err
	}
	batch, err := wire.DecodeBatch(b)
	if err != nil {
		return err
	}
	_, upto, _ := c.o.Store.Locate(batch.Mark())
	return c.o.Store.Forget(ctx, stream, upto)`,
		}},
	},
	{
		"writes event and state in two transactions", "internal/store/step.go",
		[][2]string{
			{"	return s.appendEvents(tx, p.records)", "	return nil"},
			{
				"	if err := s.write(ctx, func(tx *bbolt.Tx) error { return p.write(tx, s) }); err != nil {",
				"	err = s.write(ctx, func(tx *bbolt.Tx) error { return p.write(tx, s) })\n	if err == nil {\n		err = s.write(ctx, func(tx *bbolt.Tx) error { return s.appendEvents(tx, p.records) })\n	}\n	if err != nil {",
			},
		},
	},
	{
		"trusts the broker's session", "sync/outbox/state.go",
		[][2]string{{
			"s.sent, s.air, s.more, s.held, s.due = s.upto, nil, true, false, time.Time{}",
			"s.sent, s.more, s.held, s.due = max(s.sent, s.upto), true, false, time.Time{}",
		}},
	},
	{
		"uses a number again after a backup was put back", "internal/store/store.go",
		[][2]string{
			{"newIncarnation(), ", "keptIncarnation(dir), "},
			{"	\"context\"\n", "	\"context\"\n	\"os\"\n"},
			{"// write has one change of state.db committed.", `func keptIncarnation(dir string) string {
	path := filepath.Join(dir, "incarnation")
	if b, err := os.ReadFile(path); err == nil {
		return string(b)
	}
	inc := newIncarnation()
	_ = os.WriteFile(path, []byte(inc), 0o600)
	return inc
}

// write has one change of state.db committed.`},
		},
	},
	{
		"acknowledges before COMMIT", "internal/hq/ledger/dialect.go",
		[][2]string{{
			"	if err := l.commit(tx.Commit); err != nil {",
			"	if err := l.commit(tx.Commit); err != nil && ended(tx.Rollback()) != nil {",
		}},
	},
	{
		"takes events from beyond a gap", "internal/hq/ledger/append.go",
		[][2]string{{"		case e.FirstSeq() > s.upto+1: // beyond a gap", "		case false:"}},
	},
	{
		"counts what comes again again", "internal/hq/ledger/again.go",
		[][2]string{{
			"				return h.faulty != \"\", nil",
			"				does, _ := meaning(e)\n				a.move(s.from, does.moves)\n				return h.faulty != \"\", nil",
		}},
	},
	{
		"sums up what it had already", "internal/hq/ledger/again.go",
		[][2]string{{"add(sum, does.moves, -1)", "add(sum, does.moves, 0)"}},
	},
	{
		"lets poison hold up the stream", "internal/hq/ledger/append.go",
		[][2]string{{"	does, fault := meaning(e)\n", "	does, fault := meaning(e)\n	if fault != nil {\n		return false, fault\n	}\n"}},
	},
	{
		"does not see a twin", "internal/hq/ledger/hello.go",
		[][2]string{{"g.twin = h.Incarnation != d.inc &&", "g.twin = false &&"}},
	},
	{
		"forgets the number of its session", "internal/store/identity.go",
		[][2]string{{"return meta.Put(keySession, number(n))", "return nil"}},
	},
	{
		"believes a book that a stranger signed", "sync/wire/sign.go",
		[][2]string{
			{"	case i < 0:", "	case len(keys) == 0:"},
			{"	case !ed25519.Verify(keys[i], p.before(s.Body), s.Sig):", "	case i < -1 || len(p.before(s.Body)) == 0:"},
		},
	},
	{
		"has a disk that writes the last page first", "internal/sim/disk_test.go",
		[][2]string{{"return torn(r, before, after, metas)", "return torn(r, before, after, 0)"}},
	},
}

// TestSim_NoticesPlantedFaults builds the simulation over a program with a
// fault in it, which must fail within 200 seeds.
func TestSim_NoticesPlantedFaults(t *testing.T) {
	switch {
	case os.Getenv("ENDCAP_SIM_PLANTED") == "":
		t.Skip("it builds the simulation once for each fault, which takes minutes: make sim-planted does it")
	case runtime.GOARCH != "amd64" && runtime.GOARCH != "arm64":
		t.Skip("it takes hours under emulation")
	}
	for _, p := range plantedFaults {
		t.Run(p.name, func(t *testing.T) {
			bin := p.build(t)
			began := time.Now()
			out, err := exec.CommandContext(t.Context(), bin, "-test.run=^TestSim_NothingIsLost", "-test.timeout=20m", "-seeds=200", "-keep=false").CombinedOutput()
			found := regexp.MustCompile(`FIRST=(\d+)`).FindSubmatch(out)
			if err == nil || found == nil {
				t.Fatalf("200 seeds did not notice it (%v):\n%s", err, tail(string(out)))
			}
			t.Logf("seed %s noticed it after %s: %s", found[1], time.Since(began).Truncate(time.Second), regexp.MustCompile(`\bI\d+: .*|panic: .*`).Find(out))
		})
	}
}

// build builds this test with one file replaced.
func (p planted) build(t *testing.T) string {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	file, dir := filepath.Join(root, p.file), t.TempDir()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	text := string(b)
	for _, c := range p.changes {
		if n := strings.Count(text, c[0]); n != 1 {
			t.Fatalf("%s has this %d times, so that the fault cannot be planted:\n%s", p.file, n, c[0])
		}
		text = strings.Replace(text, c[0], c[1], 1)
	}
	changed, overlay, bin := filepath.Join(dir, "changed.go"), filepath.Join(dir, "overlay.json"), filepath.Join(dir, "sim.test")
	replace, err := json.Marshal(map[string]map[string]string{"Replace": {file: changed}})
	if err != nil {
		t.Fatal(err)
	}
	for path, b := range map[string][]byte{changed: []byte(text), overlay: replace} {
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if out, err := exec.CommandContext(t.Context(), "go", "test", "-c", "-overlay", overlay, "-o", bin, "endcap/internal/sim").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return bin
}

func tail(s string) string { return s[max(0, len(s)-3000):] }
