package command_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"endcap/sync/command"
	"endcap/sync/wire"
)

var (
	private = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{1}, ed25519.SeedSize))
	other   = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{2}, ed25519.SeedSize))
	keys    = []ed25519.PublicKey{private.Public().(ed25519.PublicKey)}
	cart    = wire.Address{Tenant: "demo", Store: "berlin-1", Device: "cart-07"}
	noon    = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
)

const nonce = "0011223344556677"

// order is a command for the cart, good for a minute from noon.
func order(number uint64, kind string) wire.Command {
	return wire.Command{
		Tenant: cart.Tenant, Store: cart.Store, Device: cart.Device, ID: "c" + string(rune('0'+number)),
		Number: number, Issued: noon, Expires: noon.Add(time.Minute), Kind: kind,
	}
}

func sign(t testing.TB, c wire.Command, key ed25519.PrivateKey) wire.Signed {
	t.Helper()
	s, err := wire.SignCommand(c, key)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestState_TakesOnlyWhatIsItsOwnNewAndInTime(t *testing.T) {
	taken := command.Take{}
	tests := map[string]struct {
		change  func(c *wire.Command, e *command.Came)
		kind    string
		after   time.Duration
		why     error        // dropped
		outcome wire.Outcome // refused
	}{
		"as it should be":                    {kind: "locate"},
		"with the nonce of this connection":  {kind: "locate", change: func(c *wire.Command, _ *command.Came) { c.Nonce = nonce }},
		"fresh":                              {kind: "count", change: func(c *wire.Command, _ *command.Came) { c.Nonce = nonce }},
		"replayed":                           {kind: "locate", change: func(c *wire.Command, _ *command.Came) { c.Number = 7 }, why: command.ErrSeen},
		"an old one":                         {kind: "locate", change: func(c *wire.Command, _ *command.Came) { c.Number = 2 }, why: command.ErrSeen},
		"retained":                           {kind: "locate", change: func(_ *wire.Command, e *command.Came) { e.Retained = true }, why: command.ErrRetained},
		"for another device":                 {kind: "locate", change: func(c *wire.Command, _ *command.Came) { c.Device = "cart-08" }, why: command.ErrStranger},
		"for a device of this name far away": {kind: "locate", change: func(c *wire.Command, _ *command.Came) { c.Store = "bonn-1" }, why: command.ErrStranger},
		"of another connection":              {kind: "locate", change: func(c *wire.Command, _ *command.Came) { c.Nonce = "8899aabbccddeeff" }, why: command.ErrLate},
		"late":                               {kind: "locate", after: 2 * time.Minute, outcome: wire.Expired},
		"late, though fresh":                 {kind: "count", after: time.Minute, change: func(c *wire.Command, _ *command.Came) { c.Nonce = nonce }, outcome: wire.Expired},
		"of an unknown kind":                 {kind: "dance", outcome: wire.Refused},
		"not fresh, though it must be":       {kind: "count", outcome: wire.Refused},
		"without a clock":                    {kind: "locate", change: func(_ *wire.Command, e *command.Came) { e.Clock = wire.ClockNone }, outcome: wire.Refused},
		"without a clock, but fresh": {kind: "locate", change: func(c *wire.Command, e *command.Came) {
			c.Nonce, e.Clock = nonce, wire.ClockNone
		}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s := command.State{Of: cart, Keys: keys, Seen: 7, Rules: map[string]command.Rule{"locate": {Again: true}, "count": {Fresh: true}}}
			c, e := order(8, test.kind), command.Came{Order: command.Order{Nonce: nonce}, Clock: wire.ClockNTP}
			if test.change != nil {
				test.change(&c, &e)
			}
			e.Signed = sign(t, c, private)
			next, effect := s.On(e, noon.Add(test.after))
			var got string
			seen := uint64(8)
			switch f := effect.(type) {
			case command.Drop:
				if !errors.Is(f.Why, test.why) || test.why == nil {
					t.Errorf("dropped: %v, want %v", f.Why, test.why)
				}
				got, seen = "dropped", 7
			case command.Tell:
				got = string(f.Result.Outcome)
				if f.Result.ID != c.ID || f.Result.Number != c.Number || f.Result.Kind != c.Kind || f.Result.Text == "" {
					t.Errorf("told %+v", f.Result)
				}
			case command.Take:
				got = "taken"
				if taken = f; taken.Command.ID != c.ID {
					t.Errorf("took %+v", taken.Command)
				}
			}
			want := "taken"
			if test.why != nil {
				want = "dropped"
			} else if test.outcome != "" {
				want = string(test.outcome)
			}
			if got != want || next.Seen != seen {
				t.Errorf("got %s and number %d, want %s and %d", got, next.Seen, want, seen)
			}
		})
	}
}

func TestState_DropsWhatHeadquartersDidNotSignAsACommand(t *testing.T) {
	s := command.State{Of: cart, Keys: keys, Rules: map[string]command.Rule{"locate": {}}}
	good := sign(t, order(1, "locate"), private)
	touched := good
	touched.Body = bytes.Replace(good.Body, []byte(`"number":1`), []byte(`"number":9`), 1)
	body, err := json.Marshal(order(1, "locate"))
	if err != nil {
		t.Fatal(err)
	}
	book, err := wire.Sign(wire.ForBook, body, private)
	if err != nil {
		t.Fatal(err)
	}
	nonsense, err := wire.Sign(wire.ForCommand, []byte("{"), private)
	if err != nil {
		t.Fatal(err)
	}
	for name, signed := range map[string]wire.Signed{
		"wrong key": sign(t, order(1, "locate"), other), "wrong purpose": book, "touched": touched, "not a command": nonsense, "nothing": {},
	} {
		next, effect := s.On(command.Came{Order: command.Order{Signed: signed, Nonce: nonce}, Clock: wire.ClockHQ}, noon)
		if _, ok := effect.(command.Drop); !ok || next.Seen != 0 {
			t.Errorf("%s: got %#v", name, effect)
		}
	}
}

// TestState_ClockJumpsTakeNothingLate lets the clock jump: a command is taken
// by the time that is believed when it comes, and never by an earlier one of
// an earlier connection.
func TestState_ClockJumpsTakeNothingLate(t *testing.T) {
	s := command.State{Of: cart, Keys: keys, Rules: map[string]command.Rule{"locate": {}}}
	signed := sign(t, order(1, "locate"), private)
	for _, test := range []struct {
		now   time.Time
		clock wire.Clock
		take  bool
	}{
		{time.Unix(0, 0), wire.ClockNone, false},       // 1970: nobody knows
		{noon.AddDate(10, 0, 0), wire.ClockRTC, false}, // it seems late: told so, and not done
		{noon.Add(2 * time.Hour), wire.ClockHQ, false},
		{noon.Add(59 * time.Second), wire.ClockHQ, true},
	} {
		_, effect := s.On(command.Came{Order: command.Order{Signed: signed, Nonce: nonce}, Clock: test.clock}, test.now)
		if _, take := effect.(command.Take); take != test.take {
			t.Errorf("at %s by %s: got %#v", test.now, test.clock, effect)
		}
	}
}

func TestState_JudgesWhatWasLeftUndone(t *testing.T) {
	s := command.State{Of: cart, Keys: keys, Rules: map[string]command.Rule{"locate": {Again: true}, "count": {}}}
	for _, test := range []struct {
		kind  string
		after time.Duration
		again bool
	}{{"locate", 0, true}, {"locate", time.Hour, false}, {"count", 0, false}, {"dance", 0, false}} {
		next, effect := s.On(command.Found{Command: order(3, test.kind)}, noon.Add(test.after))
		_, again := effect.(command.Do)
		told, _ := effect.(command.Tell)
		if next.Seen != 3 || again != test.again || !again && told.Result.Outcome != wire.Interrupted {
			t.Errorf("%s after %s: got %#v", test.kind, test.after, effect)
		}
	}
}

func FuzzState_On(f *testing.F) {
	good := sign(f, order(1, "locate"), private)
	f.Add(good.Body, good.Key, good.Sig)
	f.Fuzz(func(t *testing.T, body []byte, key string, sig []byte) {
		s := command.State{Of: cart, Keys: keys, Rules: map[string]command.Rule{"locate": {}}}
		_, effect := s.On(command.Came{Order: command.Order{Signed: wire.Signed{Body: body, Key: key, Sig: sig}, Nonce: nonce}, Clock: wire.ClockHQ}, noon)
		if _, dropped := effect.(command.Drop); !dropped && !bytes.Equal(body, good.Body) {
			t.Errorf("%q led to %#v", body, effect)
		}
	})
}
