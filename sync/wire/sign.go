package wire

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
)

// Refusals of something signed. What was in force before stays.
var (
	// ErrKey is returned when the key that signed is not among those trusted.
	ErrKey = errors.New("it is signed with a key this device does not trust; give the device the book.pub of the headquarters that publishes it")
	// ErrSignature is returned when the signature is not by the key named, or
	// was made for another purpose.
	ErrSignature = errors.New("its signature does not fit its content; publish it again")
)

// Purpose is what a signature is for. It is signed before the body, so that
// what was signed for one purpose never passes for another. It ends with a
// line feed. Append only.
type Purpose string

// Purposes.
const (
	ForBook    Purpose = "endcap book 1\n"    // the body is a Manifest
	ForCommand Purpose = "endcap command 1\n" // the body is a Command
	ForShopper Purpose = "endcap shopper 1\n" // the body is a shopper.Token; it travels on a card
)

// Signed is a body as it was signed, byte for byte.
type Signed struct {
	Body []byte `json:"body"` // at most MaxSigned
	Key  string `json:"key"`  // KeyID of the public key
	Sig  []byte `json:"sig"`  // Ed25519 over the purpose and Body
}

// KeyID returns the name by which a Signed refers to the key: the first 8
// bytes of its SHA-256, in hex.
func KeyID(key ed25519.PublicKey) string {
	sum := sha256.Sum256(key)
	return hex.EncodeToString(sum[:8])
}

// Sign returns body signed for a purpose.
func Sign(p Purpose, body []byte, key ed25519.PrivateKey) (Signed, error) {
	if len(body) > MaxSigned {
		return Signed{}, fmt.Errorf("%w: %d bytes to sign, at most %d are taken", ErrTooLarge, len(body), MaxSigned)
	}
	if len(key) != ed25519.PrivateKeySize {
		return Signed{}, fmt.Errorf("%w: not an Ed25519 private key", ErrKey)
	}
	public := key.Public().(ed25519.PublicKey)
	return Signed{Body: body, Key: KeyID(public), Sig: ed25519.Sign(key, p.before(body))}, nil
}

// Open returns the body if one of keys signed it for this purpose. While keys
// are changed there are two. Nothing of the body is read before that.
func (s Signed) Open(p Purpose, keys ...ed25519.PublicKey) ([]byte, error) {
	if len(s.Body) > MaxSigned {
		return nil, fmt.Errorf("%w: %d signed bytes, at most %d are taken", ErrTooLarge, len(s.Body), MaxSigned)
	}
	i := slices.IndexFunc(keys, func(k ed25519.PublicKey) bool { return len(k) == ed25519.PublicKeySize && KeyID(k) == s.Key })
	switch {
	case i < 0:
		return nil, fmt.Errorf("%w (key %.32q)", ErrKey, s.Key)
	case !ed25519.Verify(keys[i], p.before(s.Body), s.Sig):
		return nil, fmt.Errorf("%w: key %s", ErrSignature, s.Key)
	}
	return s.Body, nil
}

func (p Purpose) before(body []byte) []byte { return slices.Concat([]byte(p), body) }
