package command

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"time"

	"endcap/sync/wire"
)

// Reasons to drop a message. Headquarters is not told: it did not send it, or
// sends it again, or has done so.
var (
	ErrStranger = errors.New("it is for another device")
	ErrSeen     = errors.New("it came before, or an older one after a newer")
	ErrRetained = errors.New("a broker kept it back")
	ErrLate     = errors.New("it was meant for another connection")
)

// State is what decides about commands. It is a value; On returns the next one.
type State struct {
	Of    wire.Address
	Keys  []ed25519.PublicKey // that may sign commands
	Rules map[string]Rule     // of the kinds that are done here; never written
	Seen  uint64              // the highest number taken or refused
}

// Rule says what holds for a kind of command.
type Rule struct {
	// Again says that doing it twice is as good as once.
	Again bool
	// Fresh says that it must carry the nonce of the connection that it came
	// over: nobody can have kept it back.
	Fresh bool
}

// Event is Came or Found.
type Event interface{ event() }

// Came says that a message of a broker came.
type Came struct {
	Order
	Clock wire.Clock // how far the time given to On can be believed
}

// Order is a command as it came over a connection.
type Order struct {
	Signed   wire.Signed
	Retained bool   // the broker says that it kept it
	Nonce    string // of the connection's hello
}

// Found says that a command was taken before this start and has no result.
type Found struct{ Command wire.Command }

func (Came) event()  {}
func (Found) event() {}

// Effect is what follows: Take, Do, Tell or Drop.
type Effect interface{ effect() }

// Take asks for the intent to be kept and the number to be raised, in one
// transaction; then the command is done.
type Take struct{ Command wire.Command }

// Do asks for a command to be done whose intent is kept.
type Do struct{ Command wire.Command }

// Tell asks for a result to be kept, which raises the number too.
type Tell struct{ Result wire.CommandResult }

// Drop passes a message over.
type Drop struct{ Why error }

func (Take) effect() {}
func (Do) effect()   {}
func (Tell) effect() {}
func (Drop) effect() {}

// On decides what an event means. It reads nothing but its arguments: the
// next state holds once the effect is durable.
func (s State) On(e Event, now time.Time) (State, Effect) {
	switch e := e.(type) {
	case Came:
		return s.came(e, now)
	case Found:
		s.Seen = max(s.Seen, e.Command.Number)
		rule, known := s.Rules[e.Command.Kind]
		switch {
		case known && rule.Again && e.Command.Expires.After(now):
			return s, Do(e)
		default:
			return s, Tell{result(e.Command, wire.Interrupted, "the device was restarted meanwhile")}
		}
	}
	return s, nil
}

func (s State) came(e Came, now time.Time) (State, Effect) {
	c, err := wire.OpenCommand(e.Signed, s.Keys...)
	switch {
	case err != nil:
		return s, Drop{err}
	case s.Of != wire.Address{Tenant: c.Tenant, Store: c.Store, Device: c.Device}:
		return s, Drop{fmt.Errorf("command %s: %w", c.ID, ErrStranger)}
	case c.Number <= s.Seen:
		return s, Drop{fmt.Errorf("command %d: %w", c.Number, ErrSeen)}
	case e.Retained:
		return s, Drop{fmt.Errorf("command %d: %w", c.Number, ErrRetained)}
	case c.Nonce != "" && c.Nonce != e.Nonce:
		return s, Drop{fmt.Errorf("command %d: %w", c.Number, ErrLate)}
	}
	s.Seen = c.Number
	rule, known := s.Rules[c.Kind]
	switch {
	case !c.Expires.After(now):
		return s, Tell{result(c, wire.Expired, fmt.Sprintf("it came %s too late", now.Sub(c.Expires).Round(time.Second)))}
	case !known:
		return s, Tell{result(c, wire.Refused, fmt.Sprintf("this device knows nothing of the kind %.40q", c.Kind))}
	case c.Nonce == "" && rule.Fresh:
		return s, Tell{result(c, wire.Refused, c.Kind+" is done only when it is fresh: give it with --fresh")}
	case c.Nonce == "" && (e.Clock == wire.ClockNone || e.Clock == ""):
		return s, Tell{result(c, wire.Refused, "the device does not know whether it is in time: give it with --fresh")}
	}
	return s, Take{c}
}

func result(c wire.Command, o wire.Outcome, text string) wire.CommandResult {
	return wire.CommandResult{ID: c.ID, Number: c.Number, Kind: c.Kind, Outcome: o, Text: text}
}
