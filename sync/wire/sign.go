package wire

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// Refusals of a signed manifest. The price book in force stays.
var (
	// ErrKey is returned when a manifest is signed with a key that is not
	// among those trusted.
	ErrKey = errors.New("the price book is signed with a key this device does not trust; give the device the book.pub of the headquarters that publishes it")
	// ErrSignature is returned when the signature is not by the key named.
	ErrSignature = errors.New("the price book's signature does not fit its content; publish it again")
	// ErrManifest is returned when a rightly signed manifest cannot be right.
	ErrManifest = errors.New("the price book's manifest contradicts itself")
)

// KeyID returns the name by which a Signed refers to the key: the first 8
// bytes of its SHA-256, in hex.
func KeyID(key ed25519.PublicKey) string {
	sum := sha256.Sum256(key)
	return hex.EncodeToString(sum[:8])
}

// Sign returns m signed. It refuses with ErrManifest what Open would refuse.
func Sign(m Manifest, key ed25519.PrivateKey) (Signed, error) {
	if err := m.Check(); err != nil {
		return Signed{}, err
	}
	b, err := json.Marshal(m)
	if err != nil {
		return Signed{}, fmt.Errorf("wire: encode the manifest of book %d: %w", m.Version, err)
	}
	if len(b) > MaxManifest {
		return Signed{}, fmt.Errorf("%w: a manifest of %d bytes, at most %d are taken: make the book smaller", ErrTooLarge, len(b), MaxManifest)
	}
	public, ok := key.Public().(ed25519.PublicKey)
	if !ok || len(key) != ed25519.PrivateKeySize {
		return Signed{}, fmt.Errorf("%w: sign book %d: not an Ed25519 private key", ErrKey, m.Version)
	}
	return Signed{Manifest: b, Key: KeyID(public), Sig: ed25519.Sign(key, b)}, nil
}

// Open returns the manifest if one of keys signed it and it can be right.
// Nothing of it is read before the signature is found good. Whether it is for
// this store, and newer, is for the caller to ask.
func (s Signed) Open(keys ...ed25519.PublicKey) (Manifest, error) {
	if len(s.Manifest) > MaxManifest {
		return Manifest{}, fmt.Errorf("%w: a manifest of %d bytes, at most %d are taken", ErrTooLarge, len(s.Manifest), MaxManifest)
	}
	for _, k := range keys {
		if len(k) != ed25519.PublicKeySize || KeyID(k) != s.Key {
			continue
		}
		if !ed25519.Verify(k, s.Manifest, s.Sig) {
			return Manifest{}, fmt.Errorf("%w: key %s", ErrSignature, s.Key)
		}
		var m Manifest
		if err := json.Unmarshal(s.Manifest, &m); err != nil {
			return Manifest{}, fmt.Errorf("%w: %w", ErrManifest, err)
		}
		return m, m.Check()
	}
	return Manifest{}, fmt.Errorf("%w (key %.32q)", ErrKey, s.Key)
}

// Check reports the first thing in a manifest that cannot be right.
func (m Manifest) Check() error {
	wrong := func(format string, args ...any) error {
		return fmt.Errorf("%w: book %d: %s", ErrManifest, m.Version, fmt.Sprintf(format, args...))
	}
	if err := (Address{m.Tenant, m.Store, "x"}).Check(); err != nil {
		return wrong("%v", err)
	}
	switch {
	case m.Version == 0:
		return wrong("versions begin with 1")
	case len(m.Currency) != 3:
		return wrong("currency %.20q is not three letters of ISO 4217", m.Currency)
	case m.Made.Before(time.Unix(0, 0)) || m.Made.Year() > 9999:
		return wrong("it was made at no time")
	case m.Products < 0 || m.Offers < 0:
		return wrong("it counts fewer than no products or offers")
	case len(m.Link) > 200:
		return wrong("its link has %d bytes, at most 200 fit a label", len(m.Link))
	}
	raw, seen := 0, make(map[string]bool, len(m.Chunks))
	for i, c := range m.Chunks {
		if err := c.check(); err != nil {
			return wrong("chunk %d: %v", i+1, err)
		}
		if seen[c.SHA256] {
			return wrong("chunk %d: %s stands in it twice", i+1, c.SHA256)
		}
		seen[c.SHA256] = true
		raw += c.Raw
	}
	if raw > MaxBook {
		return wrong("%d bytes of lines, at most %d are taken", raw, MaxBook)
	}
	return nil
}
