package ledger

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"endcap/offers/play"
	"endcap/sync/wire"
)

// Refusals of a command.
var (
	// ErrNoDevice is returned when no device of this name has ever called.
	ErrNoDevice = errors.New("no device of this name has ever called")
	// ErrNoCommand is returned when there is no command of this name.
	ErrNoCommand = errors.New("no such command")
)

// Order is what a device shall do.
type Order struct {
	Kind string
	Args json.RawMessage // a JSON object, or empty
	For  time.Duration   // how long it may be begun
	// Fresh has it carry the nonce of the hello of the connection that it is
	// sent over, for what must not be done by a message that was kept back.
	Fresh bool
}

// CommandState is how far a command has come: one of these, or the
// wire.Outcome that the device told. Append only.
type CommandState string

// States of a command. waiting -> sent -> an outcome; a device that is known
// not to have taken it in time: expired.
const (
	CommandWaiting CommandState = "waiting"
	CommandSent    CommandState = "sent" // more than once, until its outcome is known
	CommandExpired CommandState = CommandState(wire.Expired)
)

// Open reports whether its outcome is not known yet.
func (s CommandState) Open() bool { return s == CommandWaiting || s == CommandSent }

// Command is a command and what became of it. Its Nonce is empty.
type Command struct {
	wire.Command
	Fresh   bool         `json:"fresh,omitempty"`
	State   CommandState `json:"state"`
	Text    string       `json:"text,omitempty"`
	Changed time.Time    `json:"changed"`
}

// Command gives a device its next command, which is sent when it is there.
func (l *Ledger) Command(ctx context.Context, a wire.Address, o Order, now time.Time) (c wire.Command, err error) {
	c = newCommand(a, o, now)
	err = l.update(ctx, func(tx *sql.Tx) error { return giveCommand(ctx, tx, &c, o.Fresh) })
	if err != nil {
		return c, fmt.Errorf("ledger: command %s for %s/%s: %w", o.Kind, a.Store, a.Device, err)
	}
	return c, nil
}

// newCommand returns a command without its number.
func newCommand(a wire.Address, o Order, now time.Time) wire.Command {
	var id [8]byte
	_, _ = rand.Read(id[:]) // never fails
	now = now.UTC().Truncate(time.Millisecond)
	return wire.Command{
		Tenant: a.Tenant, Store: a.Store, Device: a.Device, ID: hex.EncodeToString(id[:]),
		Issued: now, Expires: now.Add(o.For.Truncate(time.Millisecond)), Kind: o.Kind, Args: o.Args,
	}
}

// giveCommand numbers a command and keeps it for its device.
func giveCommand(ctx context.Context, tx *sql.Tx, c *wire.Command, fresh bool) error {
	var device int64
	err := tx.QueryRowContext(ctx, "UPDATE devices SET command=command+1 WHERE tenant=? AND store=? AND device=? RETURNING id, command",
		c.Tenant, c.Store, c.Device).Scan(&device, &c.Number)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return ErrNoDevice
	case err != nil:
		return err
	}
	if err := c.Check(); err != nil {
		return err
	}
	if !storable(c.Kind) || len(c.Args) > 0 && (!json.Valid(c.Args) || !storable(string(c.Args))) {
		return fmt.Errorf("%w: command %s: its arguments are not JSON", wire.ErrMalformed, c.Kind)
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO commands (device, number, id, kind, args, issued, expires, fresh, state, changed) VALUES (?,?,?,?,?,?,?,?,?,?)`,
		device, c.Number, c.ID, c.Kind, string(c.Args), stamp(c.Issued), stamp(c.Expires), whole(fresh), string(CommandWaiting), stamp(c.Issued))
	return err
}

const commandSQL = `SELECT tenant, store, d.device, c.id, number, issued, expires, kind, args, fresh, state, text, changed
	FROM commands c JOIN devices d ON d.id = c.device `

func scanCommand(r interface{ Scan(...any) error }) (c Command, err error) {
	var issued, expires, args, changed string
	err = r.Scan(&c.Tenant, &c.Store, &c.Device, &c.ID, &c.Number, &issued, &expires, &c.Kind, &args, &c.Fresh, &c.State, &c.Text, &changed)
	c.Issued, c.Expires, c.Changed = unstamp(issued), unstamp(expires), unstamp(changed)
	if args != "" {
		c.Args = json.RawMessage(args)
	}
	return c, err
}

// Waiting returns what has to be sent to a device now, in the order of the
// numbers, at most 100: every command that it has not told it took, whether
// sent before or not, because it takes none below one that it took. A device
// that is away has none, nor one whose twin spoke last. Those that are too
// late are given up. nonce is the present hello's, for those that are Fresh.
func (l *Ledger) Waiting(ctx context.Context, a wire.Address, now time.Time) (due []Command, nonce string, err error) {
	var device int64
	row := l.read.QueryRowContext(ctx, "SELECT id, nonce FROM devices WHERE tenant=? AND store=? AND device=? AND online=1 AND twin=0", a.Tenant, a.Store, a.Device)
	switch err := row.Scan(&device, &nonce); {
	case errors.Is(err, sql.ErrNoRows):
		return nil, "", nil
	case err != nil:
		return nil, "", fmt.Errorf("ledger: commands for %s/%s: %w", a.Store, a.Device, explain(err))
	}
	all, err := list(ctx, l, "commands", func(r *sql.Rows) (Command, error) { return scanCommand(r) },
		commandSQL+"WHERE c.device=? AND state IN ('waiting', 'sent') AND number > taken ORDER BY number LIMIT ?", device, maxCommands)
	if err != nil {
		return nil, "", err
	}
	late := uint64(0)
	for _, c := range all {
		if c.Expires.After(now) {
			due = append(due, c)
		} else {
			late = c.Number
		}
	}
	if late == 0 {
		return due, nonce, nil
	}
	err = l.store(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE commands SET state=?, text=?, changed=? WHERE device=? AND state IN ('waiting', 'sent') AND number <= ? AND expires <= ?
			AND number > (SELECT taken FROM devices WHERE id=?)`,
			string(CommandExpired), "the device was not there in time", stamp(now), device, late, stamp(now), device)
		return err
	})
	if err != nil {
		return nil, "", fmt.Errorf("ledger: give up late commands for %s/%s: %w", a.Store, a.Device, err)
	}
	return due, nonce, nil
}

// Sent keeps that a device was sent its commands up to a number.
func (l *Ledger) Sent(ctx context.Context, a wire.Address, number uint64, now time.Time) error {
	err := l.store(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE commands SET state=?, changed=? WHERE state=? AND number <= ?
			AND device = (SELECT id FROM devices WHERE tenant=? AND store=? AND device=?)`,
			string(CommandSent), stamp(now), string(CommandWaiting), number, a.Tenant, a.Store, a.Device)
		return err
	})
	if err != nil {
		return fmt.Errorf("ledger: keep that commands were sent to %s/%s: %w", a.Store, a.Device, err)
	}
	return nil
}

// Commanded is a device with a command that waits.
type Commanded struct {
	N int64 // of its newest command; rising
	wire.Address
}

// Commanded returns the devices that were given a command after n and have
// not been sent it, in the order of the commands, at most 1,000. Other
// processes give commands too.
func (l *Ledger) Commanded(ctx context.Context, after int64) ([]Commanded, error) {
	return list(ctx, l, "commanded devices", func(r *sql.Rows) (c Commanded, err error) {
		return c, r.Scan(&c.N, &c.Tenant, &c.Store, &c.Device)
	}, `SELECT max(c.n), tenant, store, d.device FROM commands c JOIN devices d ON d.id = c.device
		WHERE c.n > ? AND state = 'waiting' GROUP BY tenant, store, d.device ORDER BY max(c.n) LIMIT ?`, after, maxRows)
}

// Commands returns those given to a device, newest first and without what is
// secret in them, at most 1,000.
func (l *Ledger) Commands(ctx context.Context, a wire.Address) ([]Command, error) {
	return list(ctx, l, "commands", func(r *sql.Rows) (Command, error) {
		c, err := scanCommand(r)
		return c, errors.Join(err, c.hideSeed())
	},
		commandSQL+"WHERE tenant=? AND store=? AND d.device=? ORDER BY number DESC LIMIT ?", a.Tenant, a.Store, a.Device, maxRows)
}

// hideSeed leaves out what a device draws instant wins with.
func (c *Command) hideSeed() error {
	if c.Kind != wire.Granting {
		return nil
	}
	var g wire.Granted
	_ = json.Unmarshal(c.Args, &g) // what is none of ours has no seed
	if g.Grant.Seed == (play.Secret{}) {
		return nil
	}
	g.Grant.Seed = play.Secret{}
	text, err := json.Marshal(g)
	c.Args = text
	return err
}

// Given returns the command of an ID, or ErrNoCommand.
func (l *Ledger) Given(ctx context.Context, id string) (Command, error) {
	c, err := scanCommand(l.read.QueryRowContext(ctx, commandSQL+"WHERE c.id=?", id))
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return c, fmt.Errorf("ledger: command %.80q: %w", id, ErrNoCommand)
	case err != nil:
		return c, fmt.Errorf("ledger: command %.80q: %w", id, explain(err))
	}
	return c, nil
}

// result keeps what a device says became of a command. A result of a command
// that is not known here stays among the events.
func (a *appending) result(s *stream, r wire.CommandResult) error {
	if r.Kind == wire.Granting && r.Outcome == wire.Done {
		if err := a.ended(s, r); err != nil {
			return err
		}
	}
	_, err := a.tx.ExecContext(a.ctx, "UPDATE commands SET state=?, text=?, changed=? WHERE device=? AND id=?",
		plain(string(r.Outcome)), plain(r.Text), stamp(a.now), s.device.id, plain(r.ID))
	return err
}
