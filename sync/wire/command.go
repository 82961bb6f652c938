package wire

import (
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"time"
)

// Command is something that headquarters has one device do, once. It travels
// signed (KindCommand); its result comes back as an event (CommandDone).
type Command struct {
	Tenant string `json:"tenant"`
	Store  string `json:"store"`
	Device string `json:"device"`
	// ID names it for ever; Number rises with each command of the device, so
	// that a device takes none twice and none late.
	ID      string    `json:"id"`
	Number  uint64    `json:"number"`
	Issued  time.Time `json:"issued"`
	Expires time.Time `json:"expires"`
	// Nonce, if any, is the hello's of the connection that it is meant for:
	// proof that it is fresh for a device that does not know the time.
	Nonce string          `json:"nonce,omitempty"`
	Kind  string          `json:"kind"`
	Args  json.RawMessage `json:"args,omitempty"`
}

// Check reports the first thing in a command that cannot be right.
func (c Command) Check() error {
	if err := (Address{c.Tenant, c.Store, c.Device}).Check(); err != nil {
		return err
	}
	switch {
	case c.ID == "" || len(c.ID) > maxName || c.Kind == "" || len(c.Kind) > maxName:
		return fmt.Errorf("%w: command %.80q of kind %.80q: use 1 to %d bytes", ErrMalformed, c.ID, c.Kind, maxName)
	case c.Number == 0:
		return fmt.Errorf("%w: command %s: commands are numbered from 1", ErrMalformed, c.ID)
	case !c.Expires.After(c.Issued):
		return fmt.Errorf("%w: command %s expires before it is issued", ErrMalformed, c.ID)
	case len(c.Args) > MaxArgs:
		return fmt.Errorf("%w: command %s: %d bytes of arguments, at most %d are taken", ErrTooLarge, c.ID, len(c.Args), MaxArgs)
	case c.Nonce != "":
		return checkNonce(c.Nonce)
	}
	return nil
}

// SignCommand returns c signed. It refuses what OpenCommand would refuse.
func SignCommand(c Command, key ed25519.PrivateKey) (Signed, error) {
	if err := c.Check(); err != nil {
		return Signed{}, err
	}
	b, err := marshal(c)
	if err != nil {
		return Signed{}, fmt.Errorf("%w: command %s: %w", ErrMalformed, c.ID, err)
	}
	s, err := Sign(ForCommand, b, key)
	if err != nil {
		return Signed{}, fmt.Errorf("wire: sign command %s: %w", c.ID, err)
	}
	return s, nil
}

// OpenCommand returns the command if one of keys signed it and it can be
// right. Whether it is for this device, and in time, and not taken before, is
// for the caller to ask.
func OpenCommand(s Signed, keys ...ed25519.PublicKey) (Command, error) {
	b, err := s.Open(ForCommand, keys...)
	if err != nil {
		return Command{}, err
	}
	var c Command
	if err := json.Unmarshal(b, &c); err != nil {
		return Command{}, fmt.Errorf("%w: command: %w", ErrMalformed, err)
	}
	return c, c.Check()
}

// Outcome is what became of a command. Append only.
type Outcome string

// Outcomes of a command.
const (
	Done        Outcome = "done"
	Failed      Outcome = "failed"      // it was tried; the text says why it could not be done
	Refused     Outcome = "refused"     // of an unknown kind, or not for this device
	Expired     Outcome = "expired"     // it came too late
	Interrupted Outcome = "interrupted" // the device was restarted meanwhile; nobody knows how far it came
)

// CommandResult is the payload of CommandDone.
type CommandResult struct {
	ID      string  `json:"id"`
	Number  uint64  `json:"number"`
	Kind    string  `json:"kind"`
	Outcome Outcome `json:"outcome"`
	Text    string  `json:"text,omitempty"` // for people
}
