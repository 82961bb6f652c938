package sim

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"endcap/sync/mqtttest"
)

// suffer plays the script.
func (w *world) suffer() {
	all := slices.Clone(w.script.faults)
	for _, at := range w.script.backups {
		for i := range w.script.devices {
			all = append(all, fault{at: at, kind: backup, device: i, lasts: time.Second})
		}
		all = append(all, fault{at: at, kind: backup, device: -1, lasts: time.Second})
	}
	if w.script.closed {
		// It goes with an acknowledgement on its lips: what it holds is summed up
		// with the rest.
		all = append(all, fault{at: w.script.lasts / 10, kind: hqKilledAfter, n: 1, lasts: w.script.lasts * 8 / 10})
	}
	for i, at := range w.script.books {
		all = append(all, fault{at: at, kind: "book", seed: uint64(i)})
	}
	slices.SortStableFunc(all, func(a, b fault) int { return cmp.Compare(a.at, b.at) })
	ctx, end := context.WithCancel(w.off)
	defer end() // of every fault that still lasts
	go w.hq.publish(w.random("first book"))
	for _, f := range all {
		select {
		case <-w.wrong:
			return
		case <-time.After(time.Until(w.began.Add(f.at))):
		}
		w.play(ctx, f)
	}
	pause(ctx, time.Until(w.began.Add(w.script.lasts)))
}

// play lets one line of the script happen. It never waits.
func (w *world) play(ctx context.Context, f fault) {
	if f.kind == "book" {
		go w.hq.publish(w.random(fmt.Sprint("book", f.seed)))
		return
	}
	w.say("%v", f)
	if f.kind != backup {
		w.count("fault: "+string(f.kind), 1)
	}
	if f.device < 0 {
		w.hq.order(f)
		return
	}
	d := w.devices[f.device]
	switch f.kind {
	case powerState, powerCatalog:
		d.arm(f)
	case killed, restarted, restored, stateBack, catalogBack, catalogGone, cloned, backup:
		d.order(f)
	case hqAway, hqRestored:
		w.hq.order(f)
	case hqKilledBefore, hqKilledAfter:
		w.hq.arm(f)
	default:
		if undo := w.begin(d, f); undo != nil {
			go func() {
				pause(ctx, f.lasts)
				undo()
			}()
		}
	}
}

// begin lets something begin, and returns how it ends.
func (w *world) begin(d *device, f fault) (undo func()) {
	r := rand.New(rand.NewPCG(f.seed, 4))
	switch f.kind {
	case clockJump:
		d.turnClock(r)
	case diskFull:
		d.fill(true)
		return func() { d.fill(false) }
	case poison:
		if l := d.living(); l != nil {
			go d.tell(context.Background(), l, d.spoil(r))
		}
	case cut:
		d.link.Cut()
		return d.mend
	case held:
		d.link.Hold()
		return d.mend
	case slow:
		d.link.Set(weather(r))
		return func() { d.link.Set(mqtttest.Weather{}) }
	case flap:
		go func() {
			for range min(40, int(f.lasts/time.Second)) {
				d.link.Cut()
				time.Sleep(300 * time.Millisecond)
				d.mend()
				time.Sleep(700 * time.Millisecond)
			}
		}()
	case chaos:
		d.set(newStorm(f.seed))
		return func() { d.set(nil) }
	case brokerDown, brokerForgot:
		w.broker.Stop()
		return func() { w.broker.Restart(f.kind == brokerDown) }
	case brokerLoses:
		odds := r.Float64()
		w.broker.Lose(func(string) bool { return r.Float64() < odds })
		return func() { w.broker.Lose(nil) }
	case wrongWords, wrongTalk:
		go w.talk(d, f, r)
	case hqFull:
		w.hq.fill(true)
		return func() { w.hq.fill(false) }
	case hqCut:
		w.hq.link.Cut()
		return w.hq.link.Mend
	case hqSlow:
		w.hq.link.Set(weather(r))
		return func() { w.hq.link.Set(mqtttest.Weather{}) }
	case hqSecond:
		w.hq.second(f.lasts)
	}
	return nil
}

func weather(r *rand.Rand) mqtttest.Weather {
	var mu sync.Mutex
	most := 1 + r.Int64N(int64(3*time.Second))
	w := mqtttest.Weather{Delay: func() time.Duration {
		mu.Lock()
		defer mu.Unlock()
		return time.Duration(r.Int64N(most))
	}}
	if r.IntN(3) == 0 {
		w.Rate = 500 + r.IntN(5000)
	}
	if r.IntN(3) == 0 {
		w.Slice = 1 + r.IntN(50)
	}
	return w
}
