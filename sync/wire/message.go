package wire

import (
	"encoding/json"
	"time"
)

// Hello opens a session: what the device has, so that nothing depends on what
// a broker remembers.
type Hello struct {
	Incarnation string `json:"inc"`     // random, made with the store
	Session     uint64 `json:"session"` // rises with each connection
	Next        uint64 `json:"next"`    // the number the next ledger event will have
	Safe        uint64 `json:"safe"`    // the highest number ever acknowledged to it: it keeps none up to here
	Book        uint64 `json:"book"`    // version of the price book in force, 0 = none
	Role        string `json:"role"`
	Version     string `json:"version"` // of endcap
}

// Welcome answers a Hello.
type Welcome struct {
	Session uint64    `json:"session"` // the hello's
	Time    time.Time `json:"time"`
	Upto    uint64    `json:"upto"` // ledger events of this incarnation up to here are safe
	// Book is the store's signed manifest, absent when there is no book.
	Book *Signed `json:"book,omitempty"`
}

// Ack says that the ledger holds every event up to and including Upto. Only
// it lets a device forget.
type Ack struct {
	Incarnation string `json:"inc"`
	Upto        uint64 `json:"upto"`
	// Bad lists events that were kept aside because they could not be
	// understood. They count as accepted.
	Bad []uint64 `json:"bad,omitempty"`
}

// Status is a device's presence.
type Status struct {
	Online  bool   `json:"online"`
	Session uint64 `json:"session"`
}

// Get asks for chunks of the price book by their SHA-256 in hex.
type Get struct {
	Chunks []string `json:"chunks"`
}

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
