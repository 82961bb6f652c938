package sim

import (
	"container/heap"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"endcap/sync/outbox"
)

// core is the outbox's deciding part alone, in a simulation of one goroutine:
// a device, a line, a headquarters, and a queue of what happens next. Nothing
// in it is left to chance, so its log is the same for the same seed. (I16)
type core struct {
	r    *rand.Rand
	now  time.Time
	next moments64
	turn int
	log  strings.Builder
	bad  string

	state   outbox.State
	todo    outbox.Effect
	due     time.Time // the Tick that was asked for
	session int       // 0 while there is none
	tries   int

	// The device's memory, as the store keeps it.
	made, safe uint64
	lives      []coreLife
	// Headquarters' ledger.
	upto map[int]uint64
	calm bool // no faults any more
}

// coreLife is one incarnation.
type coreLife struct {
	inc  int
	base uint64
}

// moment is something that happens later.
type moment struct {
	at   time.Time
	turn int
	do   func()
}

type moments64 []moment

func (q moments64) Len() int { return len(q) }
func (q moments64) Less(i, j int) bool {
	return q[i].at.Before(q[j].at) || q[i].at.Equal(q[j].at) && q[i].turn < q[j].turn
}
func (q moments64) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q *moments64) Push(v any)   { *q = append(*q, v.(moment)) }
func (q *moments64) Pop() any {
	old := *q
	v := old[len(old)-1]
	*q = old[:len(old)-1]
	return v
}

func (c *core) after(d time.Duration, do func()) {
	c.turn++
	heap.Push(&c.next, moment{c.now.Add(d), c.turn, do})
}

func (c *core) say(format string, args ...any) {
	fmt.Fprintf(&c.log, "%s "+format+"\n", append([]any{c.now.Format("15:04:05.000")}, args...)...)
}

// late draws how long a message travels, false for one that is lost.
func (c *core) late() (time.Duration, bool) {
	d := time.Duration(c.r.IntN(300)) * time.Millisecond
	if c.calm {
		return d, true
	}
	if c.r.IntN(20) == 0 {
		d += time.Duration(c.r.IntN(40)) * time.Second
	}
	return d, c.r.IntN(5) > 0
}

// runCore lives through one seed and returns its log and what was wrong.
func runCore(seed uint64) (log, bad string) {
	c := &core{r: rand.New(rand.NewPCG(seed, 6)), now: time.Unix(0, 0).UTC(), upto: map[int]uint64{}}
	c.open()
	c.after(0, c.shop)
	c.after(time.Second, c.fault)
	c.run(30 * time.Minute)
	c.calm = true
	c.run(time.Hour)
	if c.bad == "" && c.safe != c.made {
		c.bad = fmt.Sprintf("I15: %d events were made, %d are safe an hour after the last fault", c.made, c.safe)
	}
	return c.log.String(), c.bad
}

func (c *core) run(lasts time.Duration) {
	until := c.now.Add(lasts)
	for len(c.next) > 0 && c.next[0].at.Before(until) && c.bad == "" {
		m := heap.Pop(&c.next).(moment)
		c.now = m.at
		m.do()
		for c.bad == "" && c.session != 0 && c.todo.Send {
			c.send()
		}
		c.alarm()
	}
	c.now = until
}

// alarm asks for a Tick when one is due.
func (c *core) alarm() {
	if due := c.state.Due(); c.session != 0 && !due.IsZero() && !due.Equal(c.due) {
		session := c.session
		c.due = due
		c.after(due.Sub(c.now), func() {
			if c.session == session && c.state.Due().Equal(due) {
				c.on(outbox.Tick{})
			}
		})
	}
}

func (c *core) on(e outbox.Event) {
	c.state, c.todo = c.state.On(e, c.now)
	c.say("%T%+v -> %+v, due %s %s", e, e, c.todo, c.state.Due().Format("15:04:05"), c.state.Fault())
	if c.todo.Hello {
		c.hello()
		return
	}
	if upto := c.todo.Forget; upto > c.safe {
		for i, l := range c.lives {
			if n := min(upto, c.end(i)); n > l.base && c.upto[l.inc] < n-l.base {
				c.bad = fmt.Sprintf("I2: %d is forgotten, headquarters has %d of incarnation %d", upto, c.upto[l.inc], l.inc)
			}
		}
		c.safe = upto
	}
}

func (c *core) end(i int) uint64 {
	if i+1 < len(c.lives) {
		return c.lives[i+1].base
	}
	return c.made
}

// open is a new process: a new incarnation, and nothing remembered but what
// the store kept.
func (c *core) open() {
	c.state, c.todo, c.session = outbox.State{}, outbox.Effect{}, 0
	c.lives = append(c.lives, coreLife{inc: len(c.lives) + 1, base: c.made})
	c.say("opened as incarnation %d after %d", len(c.lives), c.made)
	c.hello()
}

// hello begins a session: the watermarks are asked for, and come or do not.
func (c *core) hello() {
	c.session, c.tries = 0, c.tries+1
	try := c.tries
	again := func() {
		if c.tries == try && c.session == 0 {
			c.hello()
		}
	}
	c.after(15*time.Second, again)
	up, ok := c.late()
	if !ok {
		return
	}
	c.after(up, func() {
		told := make([]uint64, len(c.lives))
		for i, l := range c.lives {
			told[i] = c.upto[l.inc]
		}
		down, ok := c.late()
		if !ok {
			return
		}
		c.after(down, func() {
			if c.tries != try || c.session != 0 {
				return
			}
			c.session = try
			upto := c.safe
			for i, n := range told {
				if l := c.lives[i]; c.end(i) > c.safe {
					if upto = min(l.base+n, c.end(i)); upto < c.end(i) {
						break
					}
				}
			}
			c.on(outbox.Opened{Upto: upto, Next: c.made + 1, Safe: c.safe})
		})
	})
}

// send sends one batch, which arrives once, twice, late or never.
func (c *core) send() {
	after := c.todo.After
	i := 0
	for i+1 < len(c.lives) && c.lives[i+1].base <= after {
		i++
	}
	l, last := c.lives[i], min(after+1+uint64(c.r.IntN(4)), c.end(i))
	switch {
	case last <= after:
		c.on(outbox.Sent{})
		return
	case l.base > c.safe && !c.state.Clear():
		c.on(outbox.Held{})
		return
	}
	for range 1 + c.r.IntN(8)/7 {
		if d, ok := c.late(); ok {
			c.after(d, func() { c.arrive(l, after+1-l.base, last-l.base) })
		}
	}
	c.on(outbox.Sent{Last: last})
}

// arrive is a batch at headquarters, and its acknowledgement on the way back.
func (c *core) arrive(l coreLife, first, last uint64) {
	if first <= c.upto[l.inc]+1 {
		c.upto[l.inc] = max(c.upto[l.inc], last)
	}
	upto := c.upto[l.inc]
	if !c.calm && c.r.IntN(30) == 0 {
		upto += uint64(1_000_000 + c.r.IntN(1000)) // a lie that can be told from the truth
	}
	for range 1 + c.r.IntN(8)/7 {
		if d, ok := c.late(); ok {
			c.after(d, func() {
				if c.session != 0 {
					c.on(outbox.Acked{Base: l.base, Upto: l.base + upto})
				}
			})
		}
	}
}

// shop makes events for as long as there are faults.
func (c *core) shop() {
	if c.calm {
		return
	}
	c.made += uint64(1 + c.r.IntN(5))
	if c.session != 0 {
		c.on(outbox.Filled{})
	}
	c.after(time.Duration(c.r.IntN(20_000))*time.Millisecond, c.shop)
}

// fault ends a session or the process.
func (c *core) fault() {
	if c.calm {
		return
	}
	if c.r.IntN(3) == 0 {
		c.open()
	} else {
		c.say("line lost")
		c.hello()
	}
	c.after(time.Duration(c.r.IntN(300))*time.Second, c.fault)
}

func TestCore_SameSeedSameDecisions(t *testing.T) {
	t.Parallel()
	most := 200
	if testing.Short() {
		most = 30
	}
	decisions := 0
	for seed := range uint64(most) {
		log, bad := runCore(seed)
		if bad != "" {
			t.Fatalf("seed %d: %s\n%s", seed, bad, tail(log))
		}
		if again, _ := runCore(seed); again != log {
			t.Fatalf("seed %d: two runs decide differently", seed)
		}
		decisions += strings.Count(log, "\n")
	}
	t.Logf("%d seeds, %d decisions", most, decisions)
}
