package outbox

import (
	"fmt"
	"slices"
	"time"
)

// State is what the outbox knows of one stream. It decides; it does nothing.
// Its numbers are the store's own, which run on from one incarnation to the
// next.
//
//	           opened (a session began: headquarters told its watermark)
//	upto ........ sent ........ last number ever made
//	|  in the air  |   waiting   |
//	acked: upto moves right, and the log forgets
//	no progress within wait, or two acks of nothing new: sent moves back to upto
//
// The zero value has sent nothing.
type State struct {
	upto uint64   // headquarters' ledger holds everything up to here
	sent uint64   // sent in this session and not gone back on
	most uint64   // sent ever: the highest number that may be acknowledged
	air  []uint64 // the last number of each batch between upto and sent
	more bool     // the log may hold events above sent
	held bool     // what comes next is of another incarnation than what is in the air

	trip  time.Duration // how long a batch takes to be acknowledged; 0 is not known
	timed uint64        // the batch whose trip is being timed, by its last number; 0 for none
	begun time.Time     // when that one left
	twice uint64        // up to here events may have left twice: nobody knows which copy is acknowledged

	wait  time.Duration // how long progress may take
	due   time.Time     // when it has taken too long; zero while nothing is in the air
	stuck time.Time     // since when events are sent and none is acknowledged; zero while it moves
	dups  int           // acknowledgements of nothing new since the last of something
	less  bool          // since then headquarters acknowledged less than before
	fault string        // what headquarters said that cannot be; "" is fine
	stop  bool          // nothing more may be sent: see fault
}

// Event is something that happened to the outbox.
type Event interface{ event() }

// Events. Each is one of these.
type (
	// Opened begins a session: Upto is headquarters' watermark, Next and Safe
	// are the store's own.
	Opened struct{ Upto, Next, Safe uint64 }
	// Acked is headquarters' watermark, moved or not. Base is the number
	// before the first of the incarnation that it speaks of.
	Acked struct{ Base, Upto uint64 }
	// Filled tells that the log may have more events.
	Filled struct{}
	// Sent tells that a batch has left; Last is its last event. Last 0 means
	// that the log had no more events.
	Sent struct{ Last uint64 }
	// Held tells that the next events are of a later incarnation, whose
	// watermark says nothing of those that are still in the air.
	Held struct{}
	// Jam tells that the next event cannot travel, and why.
	Jam struct{ Why error }
	// Tick tells that time has passed.
	Tick struct{}
)

func (Opened) event() {}
func (Acked) event()  {}
func (Filled) event() {}
func (Sent) event()   {}
func (Held) event()   {}
func (Jam) event()    {}
func (Tick) event()   {}

// Effect is what is to be done, in order. Forget comes before Send.
type Effect struct {
	Forget uint64 // delete the events up to here; 0 is nothing
	Send   bool   // send a batch of the events above After, then tell Sent
	After  uint64
	Hello  bool // end the session: headquarters has to be asked where it stands
}

// On returns what is known after e, and what is to be done.
func (s State) On(e Event, now time.Time) (State, Effect) {
	var do Effect
	switch e := e.(type) {
	case Opened:
		s, do.Forget = s.open(e)
	case Acked:
		s, do.Forget = s.acked(e, now)
	case Filled:
		s.more = true
	case Sent:
		s = s.left(e.Last, now)
	case Held:
		s.held = true
	case Jam:
		s.stop, s.fault = true, fmt.Sprintf("event %d cannot be sent, and so nothing after it: %v", s.sent+1, e.Why)
	case Tick:
		if !s.due.IsZero() && !now.Before(s.due) {
			if s.less { // its ledger is older than it was, and what it lacks is gone here
				return s, Effect{Hello: true}
			}
			s.wait = min(2*s.wait, longWait)
			s = s.back()
			if now.Sub(s.stuck) >= stallWait && s.fault == "" {
				s.fault = fmt.Sprintf("nothing was acknowledged since %s, though headquarters answers: the broker drops what this device sends "+
					"(look at its rights there), or the ledger takes nothing", s.stuck.UTC().Format(time.RFC3339))
			}
		}
	}
	if s.more && !s.stop && !s.held && len(s.air) < Window {
		do.Send, do.After = true, s.sent
	}
	return s, do
}

// Due returns when a Tick is wanted, zero for never.
func (s State) Due() time.Time { return s.due }

// Idle tells whether everything known of has been acknowledged.
func (s State) Idle() bool { return len(s.air) == 0 && !s.more }

// Clear tells whether nothing is on its way.
func (s State) Clear() bool { return len(s.air) == 0 }

// Stopped tells whether nothing more is sent: see Fault.
func (s State) Stopped() bool { return s.stop }

// Fault returns what is wrong between this store and headquarters as a
// sentence, "" for nothing.
func (s State) Fault() string { return s.fault }

// open begins again from what headquarters has. A stop stays: a store that was
// once behind headquarters will pass it some day, with other events.
func (s State) open(e Opened) (State, uint64) {
	s.trip, s.dups, s.less = 0, 0, false // another way, perhaps
	s.wait = s.patience()
	if s.stop {
		return s, 0
	}
	s.fault = ""
	// An earlier run of this program may have sent anything that was made.
	s.most = max(s.most, e.Next-1)
	switch {
	case e.Upto >= e.Next:
		s.stop = true
		s.fault = fmt.Sprintf("headquarters holds events up to %d of this store, which has made only %d: "+
			"two run from one memory; nothing is sent until this one is restarted", e.Upto, e.Next-1)
		return s, 0
	case e.Upto < e.Safe:
		// Gone here, and gone there. It is for headquarters to declare the gap
		// closed; until then it acknowledges nothing, and this waits.
		s.fault = fmt.Sprintf("headquarters has lost events %d to %d, which it had acknowledged", e.Upto+1, e.Safe)
		s.upto = e.Safe
		return s.back(), 0
	}
	if e.Upto > s.upto {
		s.stuck = time.Time{}
	}
	s.upto = e.Upto
	if e.Upto > e.Safe {
		return s.back(), e.Upto
	}
	return s.back(), 0
}

// acked moves the watermark. What was never sent cannot be acknowledged, and
// nothing before an incarnation is acknowledged with it.
func (s State) acked(e Acked, now time.Time) (State, uint64) {
	upto := e.Upto
	switch {
	case s.stop || e.Base > s.upto: // of an incarnation whose turn it is not
		return s, 0
	case upto < s.upto: // late, or of a ledger that was put back to an older copy
		s.less = true
		return s, 0
	case upto > s.most:
		s.fault = fmt.Sprintf("headquarters acknowledged event %d, but only %d were ever sent; nothing is forgotten for it", upto, s.most)
		return s, 0
	case upto == s.upto:
		if s.dups++; s.dups == dupAcks && len(s.air) > 0 {
			s = s.back()
		}
		return s, 0
	}
	for len(s.air) > 0 && s.air[0] <= upto {
		s.air = s.air[1:]
	}
	if s.timed > 0 && s.timed <= upto {
		// A slower trip counts at once, a faster one little by little.
		s.trip, s.timed = max(now.Sub(s.begun), s.trip*7/8), 0
	}
	s.upto, s.sent = upto, max(s.sent, upto)
	s.wait, s.dups, s.less, s.fault, s.held = s.patience(), 0, false, "", false
	s.due, s.stuck = time.Time{}, time.Time{}
	if len(s.air) > 0 {
		s.due, s.stuck = now.Add(s.wait), now
	}
	return s, upto
}

// left notes a batch that is on its way.
func (s State) left(last uint64, now time.Time) State {
	if last <= s.sent {
		s.more = false
		return s
	}
	s.sent, s.most = last, max(s.most, last)
	s.air = append(slices.Clip(s.air), last)
	if s.timed == 0 && last > s.twice {
		s.timed, s.begun = last, now
	}
	if s.due.IsZero() {
		s.due = now.Add(s.wait)
	}
	if s.stuck.IsZero() {
		s.stuck = now
	}
	return s
}

// patience is how long progress may take on a way whose trips are known: four
// of them, for a batch that was lost shall not wait long for its turn.
func (s State) patience() time.Duration {
	if s.trip == 0 {
		return firstWait
	}
	return min(max(4*s.trip, leastWait), firstWait)
}

// back takes everything not acknowledged as not sent.
func (s State) back() State {
	s.timed, s.twice = 0, max(s.twice, s.sent)
	s.sent, s.air, s.more, s.held, s.due = s.upto, nil, true, false, time.Time{}
	return s
}
