package command

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"sync/atomic"
	"time"

	"endcap/sync/wire"
)

// Store keeps what a device was told to do. Each method that writes is one
// durable transaction.
type Store interface {
	// Commanded returns the highest number taken or refused, 0 for none.
	Commanded() uint64
	// Intent returns the command that was taken and has no result yet.
	Intent() (c wire.Command, ok bool, err error)
	// Accept keeps the intent and raises the number.
	Accept(ctx context.Context, c wire.Command) error
	// Result keeps the event that tells the result (wire.CommandDone), ends
	// the intent and raises the number. A second of the same command changes
	// nothing.
	Result(ctx context.Context, r wire.CommandResult, at time.Time) error
}

// Kind is something that a device can do.
type Kind struct {
	Rule
	// Do does it, and returns what people may want to know of it. It ends with
	// ctx; an error says that it was not done, and why.
	Do func(ctx context.Context, args json.RawMessage) (text string, err error)
	// Within is how long it may take; 0 is 30 s.
	Within time.Duration
}

// Options say who does what.
type Options struct {
	Address wire.Address
	Keys    []ed25519.PublicKey // of headquarters
	Orders  <-chan Order        // as they come, Queue of them
	Store   Store
	Kinds   map[string]Kind
	// Time returns the time, and how far it can be believed.
	Time func() (time.Time, wire.Clock)
	Log  *slog.Logger // nil is silent
}

// Duty takes commands and does them, one at a time, in order.
type Duty struct {
	o       Options
	dropped atomic.Uint64
}

// New returns a duty that Run does.
func New(o Options) *Duty {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Duty{o: o}
}

// Dropped returns how many messages were passed over.
func (d *Duty) Dropped() uint64 { return d.dropped.Load() }

// Run does what was left undone before this start, and then what comes, until
// ctx ends. It may be called once. An error is that the store cannot say what
// was left.
func (d *Duty) Run(ctx context.Context) error {
	s := State{Of: d.o.Address, Keys: d.o.Keys, Rules: make(map[string]Rule, len(d.o.Kinds)), Seen: d.o.Store.Commanded()}
	for name, k := range d.o.Kinds {
		s.Rules[name] = k.Rule
	}
	left, ok, err := d.o.Store.Intent()
	if err != nil {
		return fmt.Errorf("command: read what was left undone: %w", err)
	}
	if ok {
		s = d.step(ctx, s, Found{left})
	}
	for {
		select {
		case <-ctx.Done():
			return nil
		case o := <-d.o.Orders:
			_, clock := d.o.Time()
			s = d.step(ctx, s, Came{o, clock})
		}
	}
}

// step decides on an event and does what follows from it. A command that
// could not be taken is as if it had not come.
func (d *Duty) step(ctx context.Context, s State, e Event) State {
	now, _ := d.o.Time()
	next, effect := s.On(e, now)
	switch f := effect.(type) {
	case Drop:
		d.dropped.Add(1)
		d.o.Log.Warn("a command was not taken", slog.Any("error", f.Why))
	case Tell:
		d.o.Log.Info("a command is not done", slog.Uint64("number", f.Result.Number), slog.String("kind", f.Result.Kind), slog.String("text", f.Result.Text))
		d.tell(ctx, f.Result)
	case Take:
		if err := d.accept(ctx, f.Command); err != nil {
			d.o.Log.Warn("a command was not taken", slog.Uint64("number", f.Command.Number), slog.Any("error", err))
			return s
		}
		d.do(ctx, f.Command)
	case Do:
		d.do(ctx, f.Command)
	}
	return next
}

func (d *Duty) accept(ctx context.Context, c wire.Command) error {
	ctx, cancel := context.WithTimeout(ctx, storeWait)
	defer cancel()
	return d.o.Store.Accept(ctx, c)
}

// do does a command whose intent is kept. One that the end of the program cut
// short stays an intent, for the next start to judge.
func (d *Duty) do(ctx context.Context, c wire.Command) {
	k := d.o.Kinds[c.Kind]
	if k.Within <= 0 {
		k.Within = doFor
	}
	within, cancel := context.WithTimeout(ctx, k.Within)
	defer cancel()
	text, err := k.Do(within, c.Args)
	switch {
	case err == nil:
		d.tell(ctx, result(c, wire.Done, text))
	case ctx.Err() == nil:
		d.tell(ctx, result(c, wire.Failed, err.Error()))
	}
	d.o.Log.Info("command", slog.Uint64("number", c.Number), slog.String("kind", c.Kind), slog.Any("error", err))
}

// tell keeps a result, however long the store takes: no command comes after
// one whose end is not known. The end of the program leaves it to the next
// start, but for one last try.
func (d *Duty) tell(ctx context.Context, r wire.CommandResult) {
	if len(r.Text) > maxText {
		r.Text = r.Text[:maxText]
	}
	r.Text = strings.ToValidUTF8(r.Text, "")
	for {
		at, _ := d.o.Time()
		try, cancel := context.WithTimeout(context.WithoutCancel(ctx), storeWait)
		err := d.o.Store.Result(try, r, at)
		cancel()
		if err == nil || ctx.Err() != nil {
			return
		}
		d.o.Log.Warn("the result of a command is not kept yet", slog.Uint64("number", r.Number), slog.Any("error", err))
		pause := time.NewTimer(again)
		select {
		case <-pause.C:
		case <-ctx.Done():
		}
		pause.Stop()
	}
}
