package play

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
)

// ErrSecret is returned when a text is no secret or commit, or when there is
// no randomness to make one.
var ErrSecret = errors.New("play: not 64 digits of 0-9 and a-f")

// Secret is what draws are made of: the master of an offer, or the seed of one
// device. Its text form, 64 hexadecimal digits, is for the store and the wire;
// String keeps it out of logs.
type Secret [32]byte

// NewMaster reads a master from a source of randomness: crypto/rand's Reader.
func NewMaster(random io.Reader) (Secret, error) {
	var s Secret
	if _, err := io.ReadFull(random, s[:]); err != nil {
		return Secret{}, fmt.Errorf("play: make a master: %w", err)
	}
	return s, nil
}

// Commit returns what is published of a master before the first draw: the
// SHA-256 of its 32 bytes.
func (s Secret) Commit() Commit { return sha256.Sum256(s[:]) }

// Seed returns the secret of one device for one offer, from the master.
func (s Secret) Seed(offer, device string) Secret { return s.mac("endcap/win/seed/1", offer, device) }

// String tells nothing.
func (Secret) String() string { return "secret" }

// GoString tells nothing.
func (Secret) GoString() string { return "secret" }

// MarshalText writes the secret.
func (s Secret) MarshalText() ([]byte, error) { return hex.AppendEncode(nil, s[:]), nil }

// UnmarshalText reads what MarshalText writes.
func (s *Secret) UnmarshalText(b []byte) error { return read(s[:], b) }

// mac is HMAC-SHA-256 of texts, each with its length in front so that no two
// lists of texts are one.
func (s Secret) mac(texts ...string) [32]byte {
	h := hmac.New(sha256.New, s[:])
	for _, t := range texts {
		_ = binary.Write(h, binary.BigEndian, uint64(len(t))) // a hash takes all that is written
		_, _ = io.WriteString(h, t)
	}
	return [32]byte(h.Sum(nil))
}

// Commit is the SHA-256 of a master. It is public.
type Commit [32]byte

// String writes 64 hexadecimal digits.
func (c Commit) String() string { return hex.EncodeToString(c[:]) }

// MarshalText writes the form of String.
func (c Commit) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads the form of String.
func (c *Commit) UnmarshalText(b []byte) error { return read(c[:], b) }

func read(to, text []byte) error {
	b, err := hex.DecodeString(string(text))
	if err != nil || len(b) != len(to) {
		return fmt.Errorf("%w: %d bytes", ErrSecret, len(text))
	}
	copy(to, b)
	return nil
}
