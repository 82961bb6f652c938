package sim

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"endcap/offers/money"
	"endcap/sync/mqtttest"
	"endcap/sync/wire"
)

const (
	tenant = "acme"
	shop   = "0042"

	backup kind = "backup" // no fault, but a device is off for it

	// patience is how long everything may take to arrive when nothing is in
	// its way any more.
	patience = time.Hour
)

var euro = money.Currency{'E', 'U', 'R'}

// world is what a seed makes.
type world struct {
	rotten atomic.Bool // garbage was written over some price book

	script  script
	dir     string
	key     ed25519.PrivateKey
	broker  *mqtttest.Broker
	hq      *hq
	began   time.Time
	serial  atomic.Uint64 // of names
	closing atomic.Bool   // nobody shops any more

	mu      sync.Mutex
	devices []*device // clones last
	figures map[string]int
	diary   []string
	faults  []string // what was found wrong
	tries   map[string]fact
	wrong   chan struct{}

	lives sync.WaitGroup
	off   context.Context //nolint:containedctx // everybody's, until the world ends
}

func newWorld(s script, dir string) *world {
	w := &world{
		script: s, dir: dir, broker: mqtttest.New(), began: time.Now(), figures: map[string]int{}, tries: map[string]fact{}, wrong: make(chan struct{}),
	}
	w.key = ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	w.hq = newHQ(w)
	for i := range s.devices {
		name := fmt.Sprintf("cart-%d", i+1)
		w.devices = append(w.devices, newDevice(w, name, name))
	}
	return w
}

// random returns a source of the seed for one of those who draw.
func (w *world) random(who string) *rand.Rand {
	h := fnv.New64a()
	h.Write([]byte(who))
	return rand.New(rand.NewPCG(w.script.seed, h.Sum64()))
}

func (w *world) count(what string, n int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.figures[what] += n
}

// say writes into the diary.
func (w *world) say(format string, args ...any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.diary = append(w.diary, fmt.Sprintf("%12s  %s", time.Since(w.began).Truncate(time.Millisecond), fmt.Sprintf(format, args...)))
}

// fail notes that a promise was broken.
func (w *world) fail(format string, args ...any) {
	w.say("WRONG "+format, args...)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.faults = append(w.faults, fmt.Sprintf(format, args...))
	if len(w.faults) == 1 {
		close(w.wrong)
	}
}

func (w *world) failed() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.faults) > 0
}

// run lives through the script, and then through the time without faults.
func (w *world) run() {
	if err := os.MkdirAll(w.hq.dir, 0o700); err != nil {
		w.fail("%v", err)
		return
	}
	var end context.CancelFunc
	w.off, end = context.WithCancel(context.Background())
	w.lives.Go(func() { w.hq.live(w.off) })
	for _, d := range w.devices {
		w.lives.Go(func() { d.live(w.off) })
	}
	w.suffer()
	w.heal()
	w.closing.Store(true)
	took := w.drain()
	w.count(slowest, int(took.Minutes()))
	if !w.failed() {
		w.checkPresence()
		w.checkTwins()
	}
	end()
	w.lives.Wait()
	w.broker.Stop()
	pause(context.Background(), 5*time.Minute) // whatever still waits gives up
	if !w.failed() {
		w.checkLedger()
	}
	w.count("seconds", int(time.Since(w.began).Seconds()))
}

// heal ends every fault.
func (w *world) heal() {
	pause(w.off, time.Second)
	w.say("no faults from here on")
	w.broker.Lose(nil)
	w.broker.Restart(true)
	w.hq.fill(false)
	w.hq.arm(fault{})
	w.hq.link.Set(mqtttest.Weather{})
	if _, err := w.hq.ledger(); err != nil {
		w.hq.order(fault{kind: restarted})
	}
	w.mu.Lock()
	devices := slices.Clone(w.devices)
	w.mu.Unlock()
	for _, d := range devices {
		d.set(nil)
		d.fill(false)
		d.link.Set(mqtttest.Weather{})
		if d.living() == nil { // who is on stays on, with what it believes
			d.order(fault{kind: restarted})
		}
	}
	pause(context.Background(), time.Minute)
	w.hq.publish(w.random("last book"))
}

// drain waits until everything has arrived, and says how long that took. (I15)
func (w *world) drain() time.Duration {
	began, again := time.Now(), time.Now()
	why := ""
	for time.Since(began) < patience {
		if why = w.waiting(); why == "" || w.failed() {
			return time.Since(began)
		}
		pause(context.Background(), 5*time.Second)
		if strings.Contains(why, "sells by") && time.Since(again) > 10*time.Minute && w.hq.republish() {
			again = time.Now()
		}
	}
	w.fail("I15: not everything has arrived %s after the last fault: %s", patience, why)
	return patience
}

// waiting says what is not as it should be in the end.
func (w *world) waiting() string {
	w.mu.Lock()
	devices := slices.Clone(w.devices)
	w.mu.Unlock()
	newest, err := w.hq.newest()
	if err != nil {
		return err.Error()
	}
	var out []string
	for _, d := range devices {
		l := d.living()
		if l == nil {
			out = append(out, d.at.Device+" is off")
			continue
		}
		st := l.session.State()
		if st.Pending > 0 {
			out = append(out, fmt.Sprintf("%s (%s) has %d events waiting (online %v, %s; %s)", d.at.Device, filepath.Base(d.dir), st.Pending, st.Online, st.Up, st.Last))
			for _, s := range wire.Streams {
				next, safe := l.store.Standing(s)
				p, err := l.store.Batch(s, safe)
				out = append(out, fmt.Sprintf("%s %d to %d: batch of %d bytes to %d after %d: %v", s, safe+1, next-1, len(p.Payload), p.Last, p.Base, err))
			}
			out = append(out, fmt.Sprint(l.store.Positions()))
		}
		if m, _ := l.store.Book(); newest.Edition() != m.Edition() || newest.Whole() != m.Whole() {
			out = append(out, fmt.Sprintf("%s (%s) sells by book %s, not %s (%s)", d.at.Device, filepath.Base(d.dir), m.Edition(), newest.Edition(), st.Down))
		}
	}
	return strings.Join(out, "; ")
}

// clone copies a device that is off, and lets the copy live.
func (w *world) clone(d *device) {
	w.mu.Lock()
	if len(w.devices) >= w.script.devices+2 {
		w.mu.Unlock()
		return
	}
	name := fmt.Sprintf("%s-clone-%d", filepath.Base(d.dir), len(w.devices))
	w.mu.Unlock()
	c := newDevice(w, d.at.Device, name)
	c.truth = d.truth.clone()
	if err := copyFiles(c.dir, d.dir, "state.db", "catalog.db"); err != nil {
		w.fail("clone %s: %v", d.at.Device, err)
		return
	}
	w.mu.Lock()
	w.devices = append(w.devices, c)
	w.mu.Unlock()
	w.count("clones", 1)
	w.lives.Go(func() { c.live(w.off) })
}

var errAway = errors.New("headquarters is away")
