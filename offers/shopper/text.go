package shopper

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"endcap/sync/wire"
)

// Prefix begins the text of every token.
const Prefix = "EST1."

// Refusals of a token, in words for a shopper.
var (
	// ErrText is returned when a text is no token.
	ErrText = errors.New("this card cannot be read; show it again, or ask for a new one")
	// ErrForeign is returned when nobody whom the device trusts signed it, or
	// another retailer's headquarters did.
	ErrForeign = errors.New("this card is not one of this shop; show this shop's own")
	// ErrEnded is returned when its time is over.
	ErrEnded = errors.New("this card is too old; ask for a new one")
)

var encoding = base64.RawURLEncoding.Strict()

// Read returns the token of a retailer's shopper, if one of the keys signed it
// and it is good at now. Nothing of it is believed before that. The error is
// ErrText, ErrForeign or ErrEnded, and tells nothing of the text.
func Read(text, tenant string, now time.Time, keys ...ed25519.PublicKey) (Token, error) {
	rest, ok := strings.CutPrefix(text, Prefix)
	body, signature, both := strings.Cut(rest, ".")
	if !ok || !both || len(text) > maxText {
		return Token{}, ErrText
	}
	b, fault := encoding.DecodeString(body)
	sig, also := encoding.DecodeString(signature)
	if fault != nil || also != nil || len(b) > MaxBody {
		return Token{}, ErrText
	}
	if !signed(b, sig, keys) {
		return Token{}, ErrForeign
	}
	var t Token
	if err := json.Unmarshal(b, &t); err != nil || t.Check() != nil {
		return Token{}, ErrText
	}
	switch {
	case t.Tenant != tenant:
		return Token{}, ErrForeign
	case !now.Before(t.Until):
		return Token{}, ErrEnded
	}
	return t, nil
}

// signed reports whether one of keys signed the body. Its text has no room for
// the name of the key.
func signed(body, sig []byte, keys []ed25519.PublicKey) bool {
	for _, k := range keys {
		if _, err := (wire.Signed{Body: body, Key: wire.KeyID(k), Sig: sig}).Open(wire.ForShopper, k); err == nil {
			return true
		}
	}
	return false
}

// Write returns the text of a token. It refuses what Read would refuse at
// Issued.
func Write(t Token, key ed25519.PrivateKey) (string, error) {
	if err := t.Check(); err != nil {
		return "", err
	}
	b, err := json.Marshal(t)
	if err != nil {
		return "", fmt.Errorf("shopper: write a token: %w", err)
	}
	if len(b) > MaxBody {
		return "", fmt.Errorf("shopper: the token has %d bytes, at most %d are taken; leave some favourites, recommended or due products out", len(b), MaxBody)
	}
	s, err := wire.Sign(wire.ForShopper, b, key)
	if err != nil {
		return "", fmt.Errorf("shopper: sign a token: %w", err)
	}
	return Prefix + encoding.EncodeToString(b) + "." + encoding.EncodeToString(s.Sig), nil
}
