package basket

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Encode returns the basket as JSON of at most MaxShared bytes. Carts that
// have heard the same return the same.
func (s Shared) Encode() ([]byte, error) {
	b, err := json.Marshal(s)
	if err != nil {
		return nil, fmt.Errorf("basket: write the shared basket %.40q: %w", s.ID, err)
	}
	if len(b) > MaxShared {
		return nil, fmt.Errorf("%w: the shared basket has %d bytes, at most %d; pay, and begin another", ErrFull, len(b), MaxShared)
	}
	return b, nil
}

// DecodeShared reads what Encode wrote. What it returns keeps the limits, but
// who wrote it is not proven.
func DecodeShared(b []byte) (Shared, error) {
	if len(b) > MaxShared {
		return Shared{}, fmt.Errorf("%w: a shared basket of %d bytes; at most %d are read", ErrFull, len(b), MaxShared)
	}
	var s Shared
	if err := json.Unmarshal(b, &s); err != nil {
		return Shared{}, fmt.Errorf("%w: a shared basket: %w", ErrLine, err)
	}
	if s.ID == "" || len(s.ID) > MaxMember {
		return Shared{}, fmt.Errorf("%w: the id of a shared basket has 1 to %d bytes, not %d", ErrLine, MaxMember, len(s.ID))
	}
	for i := range s.Events {
		e := &s.Events[i]
		e.At = e.At.UTC().Truncate(time.Second)
		if err := e.check(); err != nil {
			return Shared{}, err
		}
	}
	s.order()
	_, err := s.Encode() // a short text may be written at greater length
	return s, err
}

// check says what cannot be right. Whether the goods can be sold is asked when
// they are priced.
func (e Event) check() error {
	switch {
	case e.ID.N < 1:
		return fmt.Errorf("%w: the event %s; events are numbered from 1", ErrLine, e.ID)
	case (e.Add == nil) == (e.Remove == nil):
		return fmt.Errorf("%w: the event %s is to be an add or a remove", ErrLine, e.ID)
	case e.At.Year() < 1970 || e.At.Year() > 9999:
		return fmt.Errorf("%w: the event %s has no time", ErrLine, e.ID)
	case e.Add != nil && (e.Add.Quantity < 1 || e.Add.Quantity > MaxPieces):
		return fmt.Errorf("%w: the event %s adds %d pieces; 1 to %d are taken", ErrLine, e.ID, e.Add.Quantity, MaxPieces)
	case e.Remove != nil && (e.Remove.Pieces < 1 || e.Remove.Pieces > MaxPieces):
		return fmt.Errorf("%w: the event %s removes %d pieces; 1 to %d are taken", ErrLine, e.ID, e.Remove.Pieces, MaxPieces)
	}
	if _, err := e.ID.MarshalText(); err != nil {
		return err
	}
	if e.Remove != nil {
		_, err := e.Remove.Of.MarshalText()
		return err
	}
	return nil
}

// text is the event as it is compared with another of its name.
func (e Event) text() []byte {
	b, _ := json.Marshal(e) // what check lets through can be written
	return b
}

// String returns the text of the ID.
func (id EventID) String() string { return id.Member + "/" + strconv.FormatInt(id.N, 10) }

// MarshalText writes the text of the ID.
func (id EventID) MarshalText() ([]byte, error) {
	other := func(r rune) bool { return r <= ' ' || r > '~' || r == '/' }
	if id.Member == "" || len(id.Member) > MaxMember || strings.ContainsFunc(id.Member, other) || id.N < 0 {
		return nil, fmt.Errorf("%w: the name of a member has 1 to %d letters, digits or signs but /, not %.60q", ErrLine, MaxMember, id.Member)
	}
	return []byte(id.String()), nil
}

// UnmarshalText reads the text of an ID.
func (id *EventID) UnmarshalText(b []byte) error {
	member, n, _ := strings.Cut(string(b), "/")
	number, err := strconv.ParseInt(n, 10, 64)
	read := EventID{member, number}
	if err != nil || read.String() != string(b) {
		return fmt.Errorf("%w: %.60q names no event", ErrLine, b)
	}
	if _, err := read.MarshalText(); err != nil {
		return err
	}
	*id = read
	return nil
}
