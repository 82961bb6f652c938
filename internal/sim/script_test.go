package sim

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
)

// kind is what a fault does. Its name is what the report says.
type kind = string

const (
	// To a device.
	powerState   kind = "power cut at a commit of state.db"
	powerCatalog kind = "power cut at a commit of catalog.db"
	killed       kind = "process killed"
	restarted    kind = "device restarted"
	restored     kind = "store put back from a backup"
	stateBack    kind = "state.db alone put back from a backup"
	catalogBack  kind = "catalog.db alone put back from a backup"
	catalogGone  kind = "catalog.db overwritten with garbage"
	cloned       kind = "card cloned, both run"
	clockJump    kind = "clock jump"
	diskFull     kind = "disk of the device full"
	poison       kind = "event that headquarters cannot read"

	// To the line of a device.
	cut   kind = "line cut"
	held  kind = "line black hole"
	slow  kind = "line slow"
	flap  kind = "line flapping"
	chaos kind = "messages lost, doubled, late, out of order"

	// To the broker.
	brokerDown   kind = "broker restarted"
	brokerForgot kind = "broker restarted and forgot"
	brokerLoses  kind = "broker acknowledges and drops"

	// From strangers on the broker.
	wrongWords kind = "wrong acknowledgements and garbage to a device"
	wrongTalk  kind = "garbage in the name of a device"

	// To headquarters.
	hqKilledBefore kind = "headquarters killed before a COMMIT"
	hqKilledAfter  kind = "headquarters killed after a COMMIT"
	hqFull         kind = "disk of headquarters full"
	hqAway         kind = "headquarters away"
	hqCut          kind = "line of headquarters cut"
	hqSlow         kind = "line of headquarters slow"
	hqRestored     kind = "ledger put back from a backup"
	hqSecond       kind = "second headquarters on one ledger"
)

// How often each is drawn, beside the others.
var kinds = []struct {
	kind   kind
	weight int
}{
	{powerState, 9},
	{powerCatalog, 3},
	{killed, 4},
	{restarted, 3},
	{restored, 2},
	{stateBack, 1},
	{catalogBack, 2},
	{catalogGone, 1},
	{cloned, 2},
	{clockJump, 3},
	{diskFull, 2},
	{poison, 3},
	{cut, 4},
	{held, 3},
	{slow, 3},
	{flap, 2},
	{chaos, 6},
	{brokerDown, 2},
	{brokerForgot, 3},
	{brokerLoses, 3},
	{wrongWords, 4},
	{wrongTalk, 2},
	{hqKilledBefore, 3},
	{hqKilledAfter, 3},
	{hqFull, 2},
	{hqAway, 2},
	{hqCut, 2},
	{hqSlow, 2},
	{hqRestored, 2},
	{hqSecond, 2},
}

// fault is one line of a script.
type fault struct {
	at     time.Duration
	kind   kind
	device int           // whom it meets, where it meets a device
	n      int           // at which commit from then on
	lasts  time.Duration // or how long the power is away
	seed   uint64        // of what it draws itself
}

func (f fault) String() string {
	return fmt.Sprintf("%12s  device %d  %-50s n=%-3d lasts %-10s seed %d", f.at, f.device, f.kind, f.n, f.lasts, f.seed)
}

// script is a world and what happens in it.
type script struct {
	seed     uint64
	lasts    time.Duration // of the part with faults
	devices  int
	shoppers int           // of each device, at once
	pace     time.Duration // between the steps of one shopper, on the average
	crowd    int           // movements in the largest step
	maxWait  time.Duration // between attempts to connect
	size     int64         // of state.db, 0 for the usual
	products int
	closed   bool            // headquarters sleeps through most of it
	books    []time.Duration // when price books are published
	backups  []time.Duration // when every store and the ledger is copied
	faults   []fault
}

func (s script) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "seed %d: %s, %d devices with %d shoppers every %s (up to %d movements), waits up to %s, state.db %d, %d products, closed %v\n",
		s.seed, s.lasts, s.devices, s.shoppers, s.pace, s.crowd, s.maxWait, s.size, s.products, s.closed)
	fmt.Fprintf(&b, "books at %v, backups at %v\n", s.books, s.backups)
	for _, f := range s.faults {
		fmt.Fprintln(&b, f)
	}
	return b.String()
}

// draw makes the script of a seed.
func draw(seed uint64) script {
	r := rand.New(rand.NewPCG(seed, 0x656e64636170))
	s := script{
		seed: seed, devices: 1 + r.IntN(3), shoppers: 1 + r.IntN(3), crowd: 2 + r.IntN(4), maxWait: 30 * time.Second, products: 20 + r.IntN(100),
	}
	switch n := r.IntN(20); {
	case n < 12: // a busy hour
		s.lasts, s.pace = minutes(r, 20, 70), 5*time.Second+time.Duration(r.IntN(20))*time.Second
	case n < 16: // a day
		s.lasts, s.pace, s.maxWait = minutes(r, 3*60, 6*60), time.Minute+time.Duration(r.IntN(120))*time.Second, 2*time.Minute
	case n < 18: // a long weekend without headquarters
		s.lasts, s.pace, s.maxWait, s.closed = minutes(r, 24*60, 4*24*60), time.Duration(10+r.IntN(30))*time.Minute, 15*time.Minute, true
	default: // a card so small that goods are summed up
		s.lasts, s.pace, s.maxWait, s.closed = minutes(r, 6*60, 24*60), 2*time.Minute, 15*time.Minute, true
		s.devices, s.crowd, s.size = 1, 40+r.IntN(80), 160<<10+int64(r.IntN(200))<<10
	}
	s.pace = s.pace.Truncate(time.Millisecond)
	if r.IntN(12) == 0 {
		s.products = 2_000 + r.IntN(2_000) // several chunks
	}
	s.books = moments(r, s.lasts, 1+r.IntN(4))
	s.backups = moments(r, s.lasts*3/4, 1+r.IntN(2))
	for _, at := range moments(r, s.lasts, 2+r.IntN(10)) {
		s.faults = append(s.faults, s.fault(r, at))
	}
	return s
}

func (s script) fault(r *rand.Rand, at time.Duration) fault {
	sum := 0
	for _, k := range kinds {
		sum += k.weight
	}
	f := fault{at: at, device: r.IntN(s.devices), n: 1 + r.IntN(12), lasts: s.while(r), seed: r.Uint64()}
	for n, i := r.IntN(sum), 0; ; i++ {
		if n -= kinds[i].weight; n < 0 {
			f.kind = kinds[i].kind
			return f
		}
	}
}

// while draws how long a fault lasts: mostly seconds, sometimes long.
func (s script) while(r *rand.Rand) time.Duration {
	most := 2 * time.Minute
	if r.IntN(4) == 0 {
		most = s.lasts / 4
	}
	return time.Duration(1+r.IntN(int(most/time.Second))) * time.Second
}

func minutes(r *rand.Rand, from, to int) time.Duration {
	return time.Duration(from+r.IntN(to-from)) * time.Minute
}

// moments draws n moments before an end, in order.
func moments(r *rand.Rand, end time.Duration, n int) []time.Duration {
	out := make([]time.Duration, n)
	for i := range out {
		out[i] = time.Duration(r.Int64N(int64(end))).Truncate(time.Millisecond)
	}
	slices.Sort(out)
	return out
}
