package wire

import (
	"encoding/json"
	"time"
)

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

// Signed is a manifest as it was signed, byte for byte.
type Signed struct {
	Manifest []byte `json:"manifest"` // JSON of a Manifest
	Key      string `json:"key"`      // first 8 bytes of the SHA-256 of the public key, in hex
	Sig      []byte `json:"sig"`      // Ed25519 over Manifest
}

// BookLine is one line of a price book: a product or an offer, one of them.
type BookLine struct {
	Product json.RawMessage `json:"p,omitempty"` // catalog.Product
	Offer   json.RawMessage `json:"o,omitempty"` // offers.Offer
}
