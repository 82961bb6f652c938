package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// Body is what travels as one JSON object in one payload.
type Body interface {
	Hello | Welcome | Ack | Get | Status | Signed
	check() error
}

// Encode returns the payload of a message. It refuses what Decode would.
func Encode[T Body](m T) ([]byte, error) {
	if err := m.check(); err != nil {
		return nil, fmt.Errorf("wire: encode %T: %w", m, err)
	}
	b, err := marshal(m)
	if err != nil {
		return nil, fmt.Errorf("wire: encode %T: %w", m, err)
	}
	if len(b) > MaxMessage {
		return nil, fmt.Errorf("%w: %T of %d bytes, at most %d travel", ErrTooLarge, m, len(b), MaxMessage)
	}
	return b, nil
}

// Decode reads the payload of a message: one JSON object within the limits,
// nothing after it. Members that it does not know are passed over, because the
// other end may be newer.
func Decode[T Body](payload []byte) (T, error) {
	var m, none T
	if len(payload) > MaxMessage {
		return none, fmt.Errorf("%w: %T of %d bytes, at most %d are taken", ErrTooLarge, m, len(payload), MaxMessage)
	}
	if !bytes.HasPrefix(payload, []byte("{")) { // null and spaces are JSON, but no message
		return none, fmt.Errorf("%w: %T is not a JSON object", ErrMalformed, m)
	}
	if err := json.Unmarshal(payload, &m); err != nil {
		return none, fmt.Errorf("%w: %T: %w", ErrMalformed, m, err)
	}
	if err := m.check(); err != nil {
		return none, fmt.Errorf("%T: %w", m, err)
	}
	return m, nil
}

func (h Hello) check() error {
	switch {
	case h.Session == 0:
		return fmt.Errorf("%w: sessions are numbered from 1", ErrMalformed)
	case len(h.Role) > maxName || len(h.Version) > maxName:
		return fmt.Errorf("%w: a role or a version of more than %d bytes", ErrTooLarge, maxName)
	case len(h.Streams) > MaxPositions:
		return fmt.Errorf("%w: %d streams, at most %d are told of at once", ErrTooLarge, len(h.Streams), MaxPositions)
	}
	for _, p := range h.Streams {
		if err := p.check(); err != nil {
			return err
		}
	}
	return errors.Join(h.Clock.Clock.check(), checkNonce(h.Nonce), checkIncarnation(h.Incarnation))
}

func (w Welcome) check() error {
	if w.Session == 0 {
		return fmt.Errorf("%w: sessions are numbered from 1", ErrMalformed)
	}
	if len(w.Upto) > MaxPositions {
		return fmt.Errorf("%w: %d watermarks, at most %d are told of at once", ErrTooLarge, len(w.Upto), MaxPositions)
	}
	for _, m := range w.Upto {
		if err := m.check(); err != nil {
			return err
		}
	}
	if w.Book != nil {
		if err := w.Book.check(); err != nil {
			return err
		}
	}
	return checkNonce(w.Nonce)
}

func checkNonce(n string) error {
	if len(n) < 8 || len(n) > maxName || strings.Trim(n, "0123456789abcdef") != "" {
		return fmt.Errorf("%w: nonce %.80q: use 8 to %d of 0-9 and a-f", ErrMalformed, n, maxName)
	}
	return nil
}

func (a Ack) check() error {
	if len(a.Bad) > MaxBad {
		return fmt.Errorf("%w: %d bad events, at most %d are named at once", ErrTooLarge, len(a.Bad), MaxBad)
	}
	return a.Mark.check()
}

func (s Status) check() error {
	if s.Session == 0 {
		return fmt.Errorf("%w: sessions are numbered from 1", ErrMalformed)
	}
	return checkIncarnation(s.Incarnation)
}

func (g Get) check() error {
	if len(g.Chunks) < 1 || len(g.Chunks) > MaxGet {
		return fmt.Errorf("%w: %d chunks asked for, 1 to %d at once", ErrTooLarge, len(g.Chunks), MaxGet)
	}
	for _, name := range g.Chunks {
		if err := (Chunk{SHA256: name, Len: 1, Raw: 1}).check(); err != nil {
			return err
		}
	}
	return nil
}

func (s Signed) check() error {
	if len(s.Body) > MaxSigned || len(s.Key) > maxName || len(s.Sig) > maxName {
		return fmt.Errorf("%w: %d signed bytes, at most %d are taken", ErrTooLarge, len(s.Body), MaxSigned)
	}
	return nil
}

// marshal writes JSON that keeps <, > and & as they are, so that data that is
// JSON already passes through unchanged.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}
