package board

import (
	"errors"
	"image"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"periph.io/x/conn/v3/gpio"

	"endcap/device"
	"endcap/device/devicetest"
)

func TestOpen_SimulatedPartsKeepTheContract(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "pictures")
	b, err := Open(Options{Kind: Sim, Dir: dir, Parts: []Part{
		{Name: "label-1", Kind: Display, Size: image.Pt(250, 122)},
		{Name: "lamp", Kind: Light},
	}})
	if err != nil {
		t.Fatal(err)
	}
	devicetest.TestDisplay(t, b.Display("label-1"))
	devicetest.TestLight(t, b.Light("lamp"))
	if _, err := os.Stat(filepath.Join(dir, "label-1.png")); err != nil {
		t.Error(err)
	}
	for i, name := range []string{"label-1", "lamp"} {
		if h := b.Health()[i]; h.Part != name || h.State != device.Well {
			t.Errorf("health line %d is %+v, want %s to be well", i, h, name)
		}
	}
	if err := b.Close(); err != nil {
		t.Error(err)
	}
	if b.Display("lamp") != nil || b.Light("absent") != nil {
		t.Error("a part was found under a wrong name")
	}
}

// On a computer without pins, which is where this test runs, every part is
// missing, says why, and the board is there all the same.
func TestOpen_MissingPartsAreHealthLines(t *testing.T) {
	b, err := Open(Options{Kind: Host, Parts: []Part{
		{Name: "label-1", Kind: Display, Size: image.Pt(250, 122), SPI: "SPI9.9", Command: "no-dc", Reset: "no-reset", Busy: "no-busy"},
		{Name: "lamp", Kind: Light, GPIO: "NO_SUCH_LINE"},
		{Name: "unwired", Kind: Light},
	}})
	if err != nil {
		t.Fatal(err)
	}
	for i, h := range b.Health() {
		if h.State != device.Missing || h.Text == "" || h.Since.IsZero() {
			t.Errorf("health line %d is %+v, want it missing with a reason", i, h)
		}
	}
	if got := b.Health()[1].Text; !strings.Contains(got, "NO_SUCH_LINE") {
		t.Errorf("the line says %q, want the name of the pin", got)
	}
	if b.Display("label-1") != nil || b.Light("lamp") != nil {
		t.Error("a missing part was handed out")
	}
	if err := b.Close(); err != nil {
		t.Error(err)
	}
}

func TestOpen_RefusesWhatCannotBeMeant(t *testing.T) {
	lamp := Part{Name: "lamp", Kind: Light}
	for name, o := range map[string]Options{
		"no kind":         {},
		"too many parts":  {Kind: Sim, Parts: make([]Part, MaxParts+1)},
		"no name":         {Kind: Sim, Parts: []Part{{Kind: Light}}},
		"a path":          {Kind: Sim, Parts: []Part{{Name: "../lamp", Kind: Light}}},
		"one name twice":  {Kind: Sim, Parts: []Part{lamp, lamp}},
		"an unknown part": {Kind: Sim, Parts: []Part{{Name: "lamp", Kind: "siren"}}},
		"no size":         {Kind: Sim, Parts: []Part{{Name: "label", Kind: Display}}},
		"no folder":       {Kind: Sim, Dir: "/dev/null/pictures"},
	} {
		if _, err := Open(o); !errors.Is(err, ErrOptions) {
			t.Errorf("%s: Open returned %v, want %v", name, err, ErrOptions)
		}
	}
}

func TestHealth_FollowsWhatThePartDoes(t *testing.T) {
	b := &Board{displays: map[string]device.Display{}, lights: map[string]device.Light{}}
	pin := &memoryPin{}
	b.add(Part{Name: "lamp"}, built{light: newPinLight("lamp", pin)})
	pin.fault = errors.New("no current")
	if err := b.Light("lamp").Set(t.Context(), device.Good); !errors.Is(err, pin.fault) {
		t.Errorf("Set returned %v, want %v", err, pin.fault)
	}
	if h := b.Health()[0]; h.State != device.Missing || !strings.Contains(h.Text, "no current") {
		t.Errorf("the line is %+v, want it missing without current", h)
	}
	pin.fault = nil
	if err := b.Light("lamp").Set(t.Context(), device.Good); err != nil {
		t.Error(err)
	}
	if h := b.Health()[0]; h.State != device.Well {
		t.Errorf("the line is %+v, want it well again", h)
	}
}

// memoryPin notes what it was switched to.
type memoryPin struct {
	mu     sync.Mutex
	levels []gpio.Level
	fault  error
}

func (p *memoryPin) Out(l gpio.Level) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.fault == nil {
		p.levels = append(p.levels, l)
	}
	return p.fault
}

func TestPinLight_KeepsTheContract(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newPinLight("lamp", &memoryPin{})
		devicetest.TestLight(t, l)
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
}

func TestPinLight_BlinksUntilTheNextSignal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pin := &memoryPin{}
		l := newPinLight("lamp", pin)
		if err := l.Set(t.Context(), device.Bad); err != nil {
			t.Fatal(err)
		}
		time.Sleep(2*fastBlink + fastBlink/2)
		if err := l.Set(t.Context(), device.Off); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		if want := []gpio.Level{true, false, true, false}; !slices.Equal(pin.levels, want) {
			t.Errorf("the pin was switched %v, want %v", pin.levels, want)
		}
	})
}
