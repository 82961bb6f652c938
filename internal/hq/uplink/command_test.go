package uplink_test

import (
	"crypto/ed25519"
	"encoding/json"
	"testing"
	"time"

	"endcap/internal/hq/ledger"
	"endcap/sync/wire"
)

// command is the next command that the device hears.
func (r *rig) command(t *testing.T) wire.Command {
	t.Helper()
	c, err := wire.OpenCommand(decode[wire.Signed](t, next(t, r.device, cart7.Topic(wire.KindCommand))), r.key.Public().(ed25519.PublicKey))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func (r *rig) order(t *testing.T, kind string, fresh bool) wire.Command {
	t.Helper()
	c, err := r.ledger.Command(t.Context(), cart7, ledger.Order{Kind: kind, For: time.Minute, Fresh: fresh}, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func (r *rig) welcome(t *testing.T, h wire.Hello) wire.Welcome {
	t.Helper()
	r.send(t, wire.KindHello, encode(t, h))
	return decode[wire.Welcome](t, next(t, r.device, cart7.Topic(wire.KindWelcome)))
}

func TestUplink_SendsCommandsUntilTheDeviceTookThem(t *testing.T) {
	r := newRig(t)
	r.welcome(t, hello(1, 1, 0))
	first := r.order(t, "blink", false)
	if c := r.command(t); c.ID != first.ID || c.Number != 1 || c.Nonce != "" {
		t.Errorf("got %+v, want %+v", c, first)
	}
	// It did not come, or the device was cut off: the next hello asks again,
	// and what must be fresh carries that hello's nonce.
	second := r.order(t, "unlock", true)
	r.command(t)
	if c := r.command(t); c.ID != second.ID || c.Nonce != hello(1, 1, 0).Nonce {
		t.Errorf("got %+v, want it with the nonce of the hello", c)
	}
	h := hello(2, 1, 0)
	h.Nonce, h.Command = "8899aabbccddeeff", 1
	r.welcome(t, h)
	if c := r.command(t); c.ID != second.ID || c.Nonce != h.Nonce {
		t.Errorf("got %+v, want the second with the new nonce, and not the first", c)
	}
	e := wire.NewEvent(wire.CommandDone, time.Now(), wire.CommandResult{ID: second.ID, Number: 2, Kind: "unlock", Outcome: wire.Failed, Text: "the lock is stuck"})
	e.Seq = 1
	b, err := wire.EncodeBatch(cart7, wire.Control, inc, []wire.Event{e})
	if err != nil {
		t.Fatal(err)
	}
	r.send(t, wire.Control.Kind(), b)
	r.ack(t)
	if c, err := r.ledger.Given(t.Context(), second.ID); err != nil || c.State != "failed" || c.Text != "the lock is stuck" {
		t.Errorf("got %+v (%v)", c, err)
	}
	h.Session, h.Command = 3, 2
	r.welcome(t, h)
	r.quiet(t)
}

func TestUplink_TwinIsToldAndGetsNoCommand(t *testing.T) {
	r := newRig(t)
	r.welcome(t, hello(1, 1, 0))
	other := hello(2, 1, 0)
	other.Incarnation = "fedcba9876543210"
	if w := r.welcome(t, other); w.Twin {
		t.Error("a new opening is told that it is a twin")
	}
	if w := r.welcome(t, hello(3, 1, 0)); !w.Twin {
		t.Error("the twin is not told")
	}
	r.order(t, "blink", false)
	r.quiet(t)
	r.send(t, wire.Goods.Kind(), batch(t, 1, 3)) // what it tells is taken
	if a := r.ack(t); a.Upto != 3 {
		t.Errorf("got %+v", a)
	}
	other.Session = 4
	r.welcome(t, other)
	if c := r.command(t); c.Number != 1 {
		t.Errorf("got %+v, want the command to go to the other", c)
	}
}

func TestUplink_BadBatchAmongGoodOnesHoldsUpNone(t *testing.T) {
	r := newRig(t)
	far := wire.Event{Seq: 1 << 60, Type: "endcap.of.tomorrow.v1", At: time.Now(), Data: json.RawMessage(`{}`)}
	bad, err := wire.EncodeBatch(cart7, wire.Money, inc, []wire.Event{far})
	if err != nil {
		t.Fatal(err)
	}
	wrong, err := wire.EncodeBatch(cart7, wire.Money, inc, []wire.Event{{Seq: 1, Type: "x", At: time.Now(), Data: json.RawMessage(`{}`)}})
	if err != nil {
		t.Fatal(err)
	}
	for i := range uint64(30) {
		r.send(t, wire.Goods.Kind(), batch(t, i*10+1, i*10+10))
		if i%10 == 5 {
			r.send(t, wire.Money.Kind(), bad)
			r.send(t, wire.Goods.Kind(), wrong) // on the topic of another stream
		}
	}
	for a := r.ack(t); a.Upto < 300; a = r.ack(t) {
	}
	if n, err := r.ledger.Count(t.Context(), cart7, wire.Goods, inc); err != nil || n != 300 {
		t.Errorf("got %d events (%v), want 300", n, err)
	}
	if a, err := r.ledger.Aside(t.Context()); err != nil || a.Unreadable != 6 {
		t.Errorf("got %+v (%v), want six messages kept aside", a, err)
	}
}
