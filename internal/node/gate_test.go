package node

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"endcap/device"
	"endcap/device/intake"
	"endcap/internal/store"
	"endcap/scanner"
	"endcap/scanner/scannertest"
)

// fakeRole answers scans with the faults it was given, then takes them.
type fakeRole struct {
	faults []error
	taken  []string
}

func (r *fakeRole) Run(ctx context.Context) error    { <-ctx.Done(); return nil }
func (r *fakeRole) BookChanged()                     {}
func (r *fakeRole) Watch() (<-chan struct{}, func()) { return make(chan struct{}), func() {} }
func (r *fakeRole) Scan(_ context.Context, thing intake.Thing) error {
	if len(r.faults) > 0 {
		err := r.faults[0]
		r.faults = r.faults[1:]
		return err
	}
	r.taken = append(r.taken, thing.Scan.Text)
	return nil
}

// open runs a gate before a role until the test ends it; the error is run's.
func open(t *testing.T, r *fakeRole, texts ...string) (g *gate, end func() error) {
	t.Helper()
	script := scannertest.NewScript("front")
	g = &gate{source: script, device: r, now: time.Now, repeat: &scanner.Repeat{}, log: slog.New(slog.DiscardHandler)}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- g.run(ctx) }()
	for i, text := range texts {
		script.Show(scanner.Symbol{Format: "DATA_MATRIX", GS1: true, Text: text, ID: fmt.Sprint(i), At: time.Now()})
	}
	return g, func() error { cancel(); return <-ended }
}

func TestGate_AScanThatCannotBeStoredWaitsAndIsNotLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		full := errors.New("store: the disk is full")
		r := &fakeRole{faults: []error{full, full, full}}
		g, end := open(t, r, "a", "b")
		synctest.Wait()
		if h := g.health(); h.State != device.Poor || !strings.Contains(h.Text, "disk is full") {
			t.Errorf("while it waits the line says %q (%s)", h.Text, h.State)
		}
		time.Sleep(10 * again)
		synctest.Wait()
		if h := g.health(); h.State != device.Well {
			t.Errorf("afterwards the line says %q (%s)", h.Text, h.State)
		}
		if err := end(); err != nil || fmt.Sprint(r.taken) != "[a b]" {
			t.Errorf("taken %v, want a and b in order; %v", r.taken, err)
		}
	})
}

func TestGate_AScanThatCanNeverBeStoredHoldsUpNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &fakeRole{faults: []error{fmt.Errorf("cart: %w", store.ErrStep)}}
		_, end := open(t, r, "a", "b")
		synctest.Wait()
		if err := end(); err != nil || fmt.Sprint(r.taken) != "[b]" {
			t.Errorf("taken %v, want b alone; %v", r.taken, err)
		}
	})
}

func TestGate_EndsTheProgramWhenTheStoreIsBroken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &fakeRole{faults: []error{fmt.Errorf("cart: %w", store.ErrBroken)}}
		_, end := open(t, r, "a")
		time.Sleep(2 * again)
		synctest.Wait()
		if err := end(); !errors.Is(err, store.ErrBroken) {
			t.Errorf("run ends with %v, want %v", err, store.ErrBroken)
		}
	})
}

func TestGate_TellsOfAScannerThatSendsNoSeparator(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		// the bubble's clock starts in 2000
		g, end := open(t, &fakeRole{}, "010952123454321310ABC17001231")
		synctest.Wait()
		if h := g.health(); h.State != device.Poor || !strings.Contains(h.Text, "GS") {
			t.Errorf("the line says %q (%s)", h.Text, h.State)
		}
		time.Sleep(2 * doubtFor)
		if h := g.health(); h.State != device.Well {
			t.Errorf("long afterwards the line says %q (%s)", h.Text, h.State)
		}
		if err := end(); err != nil {
			t.Error(err)
		}
	})
}

// reported is a source that says what a test tells it to say.
type reported struct {
	scannertest.Script
	report scanner.Report
}

func (r *reported) Report() scanner.Report { return r.report }

func TestGate_SaysWhatTheScannerReports(t *testing.T) {
	now := time.Now()
	ago := func(d time.Duration) time.Time { return now.Add(-d) }
	for name, c := range map[string]struct {
		report scanner.Report
		state  device.State
		text   string
		absent bool
	}{
		"not looked for":    {scanner.Report{}, device.Well, "nothing read yet", true},
		"there":             {scanner.Report{Present: true, Device: "/dev/ttyACM0", Model: "Xenon", Driver: "cdc_acm"}, device.Well, "Xenon /dev/ttyACM0 (cdc_acm): 0 read, nothing read yet", false},
		"gone":              {scanner.Report{Fault: "plug it in", FaultAt: ago(2 * doubtFor)}, device.Missing, "plug it in", true},
		"read since":        {scanner.Report{Present: true, Fault: "too long", Faults: 1, FaultAt: ago(time.Minute), ReadAt: now, Read: 3}, device.Well, "3 read, 1 faults", false},
		"back again":        {scanner.Report{Present: true, Fault: "plug it in", Faults: 1, FaultAt: ago(time.Minute), Since: now}, device.Well, "1 faults", false},
		"a fault":           {scanner.Report{Present: true, Fault: "too long", FaultAt: ago(time.Minute)}, device.Poor, "too long", false},
		"an old fault":      {scanner.Report{Present: true, Fault: "too long", FaultAt: ago(2 * doubtFor)}, device.Well, "nothing read yet", false},
		"alarm, read since": {scanner.Report{Present: true, Alarm: "typed Meta", AlarmAt: ago(time.Minute), ReadAt: now}, device.Poor, "typed Meta", false},
	} {
		g := &gate{source: &reported{*scannertest.NewScript("front"), c.report}}
		if h := g.health(); h.State != c.state || !strings.Contains(h.Text, c.text) || (g.absent() != "") != c.absent {
			t.Errorf("%s: %+v, absent %q", name, h, g.absent())
		}
	}
}
