package wire

import (
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// ErrManifest is returned when a rightly signed manifest cannot be right.
var ErrManifest = errors.New("the price book's manifest contradicts itself")

// Manifest describes one version of a store's price book. The book is JSON
// lines (BookLine), cut at line ends into chunks, each compressed alone.
type Manifest struct {
	Tenant   string    `json:"tenant"`
	Store    string    `json:"store"`
	Version  uint64    `json:"version"` // rises; a device never goes back
	Currency string    `json:"currency"`
	Made     time.Time `json:"made"`
	Products int       `json:"products"`
	Offers   int       `json:"offers"`
	// Link is the root of the Digital Links printed on labels.
	Link   string  `json:"link,omitempty"`
	Chunks []Chunk `json:"chunks"`
}

// Chunk is one piece of a price book, known by what it contains.
type Chunk struct {
	SHA256 string `json:"sha256"` // of the compressed bytes, in hex
	Len    int    `json:"len"`    // compressed, at most MaxChunk
	Raw    int    `json:"raw"`    // decompressed, at most MaxChunkRaw
}

// BookLine is one line of a price book: a product or an offer, one of them.
type BookLine struct {
	Product json.RawMessage `json:"p,omitempty"` // catalog.Product
	Offer   json.RawMessage `json:"o,omitempty"` // offers.Offer
}

// SignBook returns m signed. It refuses with ErrManifest what OpenBook would
// refuse.
func SignBook(m Manifest, key ed25519.PrivateKey) (Signed, error) {
	if err := m.Check(); err != nil {
		return Signed{}, err
	}
	b, err := json.Marshal(m)
	if err != nil {
		return Signed{}, fmt.Errorf("wire: encode the manifest of book %d: %w", m.Version, err)
	}
	s, err := Sign(ForBook, b, key)
	if err != nil {
		return Signed{}, fmt.Errorf("wire: sign book %d: %w", m.Version, err)
	}
	return s, nil
}

// OpenBook returns the manifest if one of keys signed it and it can be right.
// Whether it is for this store, and newer, is for the caller to ask.
func OpenBook(s Signed, keys ...ed25519.PublicKey) (Manifest, error) {
	b, err := s.Open(ForBook, keys...)
	if err != nil {
		return Manifest{}, err
	}
	var m Manifest
	if err := json.Unmarshal(b, &m); err != nil {
		return Manifest{}, fmt.Errorf("%w: %w", ErrManifest, err)
	}
	return m, m.Check()
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
