package sim

import (
	"cmp"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

var (
	seeds = flag.Int("seeds", 0, "how many seeds TestSim runs; 0 is a few")
	first = flag.Uint64("first", 1, "the first of them")
	keep  = flag.Bool("keep", true, "leave the logs of a failing seed")
)

// How many seeds run unasked, and under the race detector, which takes ten
// times as long.
const fewSeeds, raceSeeds = 15, 3

// report is what all seeds came to.
type report struct {
	mu      sync.Mutex
	seeds   int
	figures map[string]int
}

func (r *report) add(figures map[string]int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.seeds++
	for what, n := range figures {
		if what == slowest {
			r.figures[what] = max(r.figures[what], n)
		} else {
			r.figures[what] += n
		}
	}
}

const slowest = "minutes until all had arrived, at most"

func (r *report) String() string {
	var b strings.Builder
	faults := 0
	for what, n := range r.figures {
		if strings.HasPrefix(what, "fault: ") {
			faults += n
		}
	}
	fmt.Fprintf(&b, "%d seeds, %.1f simulated days, %d faults:\n", r.seeds, float64(r.figures["seconds"])/86400, faults)
	for _, what := range slices.SortedFunc(maps.Keys(r.figures), func(a, b string) int { return cmp.Compare(a, b) }) {
		if what != "seconds" {
			fmt.Fprintf(&b, "%9d  %s\n", r.figures[what], what)
		}
	}
	return b.String()
}

// TestSim_NothingIsLostAndNothingCountsTwice lives through many scripts.
func TestSim_NothingIsLostAndNothingCountsTwice(t *testing.T) {
	n := *seeds
	switch info, ok := debug.ReadBuildInfo(); {
	case n > 0:
	case ok && slices.Contains(info.Settings, debug.BuildSetting{Key: "-race", Value: "true"}):
		n = raceSeeds
	default:
		n = fewSeeds
	}
	total, began := &report{figures: map[string]int{}}, time.Now()
	var next atomic.Uint64
	var workers sync.WaitGroup
	next.Store(*first)
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for !t.Failed() {
				seed := next.Add(1) - 1
				if seed >= *first+uint64(n) {
					return
				}
				t.Run(fmt.Sprint(seed), func(t *testing.T) { runSeed(t, draw(seed), total) })
			}
		})
	}
	workers.Wait()
	t.Logf("%s%s of this machine's time", total, time.Since(began).Truncate(time.Millisecond))
}

// runSeed lives through one script in a bubble.
func runSeed(t *testing.T, s script, total *report) {
	dir := scratch(t)
	defer func() {
		if r := recover(); r != nil {
			t.Errorf("to repeat it: make sim SEEDS=1 FIRST=%d\n%s", s.seed, s)
			panic(r)
		}
	}()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(s, dir)
		w.run()
		total.add(w.figures)
		if len(w.faults) == 0 {
			return
		}
		where := "not kept"
		if *keep {
			where = w.leave()
		}
		t.Errorf("seed %d:\n%s\n\nto repeat it: make sim SEEDS=1 FIRST=%d\nlogs: %s\nscript:\n%s\nwhat happened:\n%s",
			s.seed, strings.Join(w.faults[:min(len(w.faults), 10)], "\n"), s.seed, where, s, strings.Join(w.diary, "\n"))
	})
}

// leave writes the logs of a failing seed where a person finds them.
func (w *world) leave() string {
	dir := filepath.Join(os.TempDir(), fmt.Sprintf("endcap-sim-%d", w.script.seed))
	_ = os.MkdirAll(dir, 0o700)
	for _, d := range w.devices {
		_ = os.WriteFile(filepath.Join(dir, filepath.Base(d.dir)+".log"), []byte(d.text.String()), 0o600)
	}
	_ = os.WriteFile(filepath.Join(dir, "hq.log"), []byte(w.hq.text.String()), 0o600)
	return dir
}

// scratch is a folder in memory, where there is one: what a disk keeps of what
// was not flushed is simulated, and real flushing takes most of the time.
func scratch(t *testing.T) string {
	dir, err := os.MkdirTemp("/dev/shm", "endcap-sim-") //nolint:usetesting // that one is on a disk
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

func TestScript_IsTheSameForTheSameSeed(t *testing.T) {
	for seed := range uint64(200) {
		if a, b := draw(seed).String(), draw(seed).String(); a != b {
			t.Fatalf("seed %d:\n%s\n%s", seed, a, b)
		}
	}
}
