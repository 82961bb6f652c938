package wire

import (
	"cmp"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"endcap/scanner/gs1"
)

// ErrManifest is returned when a rightly signed manifest cannot be right.
var ErrManifest = errors.New("the price book's manifest contradicts itself")

// Manifest describes one version of a store's price book. The book is JSON
// lines (BookLine), cut at line ends into chunks, each compressed alone. The
// manifest names an index of them, itself in chunks, and what has changed
// since some earlier books, so that it stays short whatever the book.
type Manifest struct {
	Tenant string `json:"tenant"`
	Store  string `json:"store"`
	// Epoch rises when headquarters begins anew after it lost what it had
	// published: whatever an earlier epoch's version was, a later one's is newer.
	Epoch    uint64    `json:"epoch,omitempty"`
	Version  uint64    `json:"version"` // rises within an epoch
	Currency string    `json:"currency"`
	Made     time.Time `json:"made"`
	// NotBefore is when the book comes into force by the device's clock, zero
	// for at once: no price rises while a store is open.
	NotBefore time.Time `json:"not_before,omitzero"`
	Products  int       `json:"products"`
	Offers    int       `json:"offers"`
	// Link is the root of the Digital Links printed on labels.
	Link string `json:"link,omitempty"`
	Root Root   `json:"root"` // of all products and offers
	// Sheets counts the products that have a sheet, and All is the root of all
	// lines, those sheets with them. A book without sheets has neither. Devices
	// that know no sheets go by Root, all others by Whole.
	Sheets int  `json:"sheets,omitempty"`
	All    Root `json:"all,omitzero"`
	// Index is the book's list of chunks: JSON lines of Chunk, in chunks.
	Index []Chunk `json:"index"`
	// Deltas lead here from earlier books, the newest first.
	Deltas []Delta `json:"deltas,omitempty"`
}

// Edition returns which book this is; of two the higher one is newer.
func (m Manifest) Edition() Edition { return Edition{m.Epoch, m.Version} }

// Whole returns the root of all that is in the book.
func (m Manifest) Whole() Root { return cmp.Or(m.All, m.Root) }

// Edition tells one published book of a store from another. The zero Edition
// is no book.
type Edition struct{ Epoch, Version uint64 }

// Compare returns -1, 0 or +1 as e is older than o, the same, or newer.
func (e Edition) Compare(o Edition) int {
	return cmp.Or(cmp.Compare(e.Epoch, o.Epoch), cmp.Compare(e.Version, o.Version))
}

// String returns the version, and the epoch after the first ones.
func (e Edition) String() string {
	if e.Epoch == 0 {
		return strconv.FormatUint(e.Version, 10)
	}
	return fmt.Sprintf("%d of epoch %d", e.Version, e.Epoch)
}

// Delta is what has changed since the book with the root Base.
type Delta struct {
	Base Root `json:"base"`
	// All is Manifest.All of the base.
	All Root `json:"all,omitzero"`
	// Offers says that the whole list of offers is among the lines, because
	// one of them has changed. Without it the offers are those of the base.
	Offers bool `json:"offers,omitempty"`
	// Chunks hold the lines; none where only the manifest differs.
	Chunks []Chunk `json:"chunks,omitempty"`
}

// Whole returns the root of all that is in the base.
func (d Delta) Whole() Root { return cmp.Or(d.All, d.Base) }

// Chunk is one piece of a price book, known by what it contains.
type Chunk struct {
	SHA256 string `json:"sha256"` // of the compressed bytes, in hex
	Len    int    `json:"len"`    // compressed, at most MaxChunk
	Raw    int    `json:"raw"`    // decompressed, at most MaxChunkRaw
}

// BookLine is one line of a price book: a product, an offer or a number. A
// product in a delta takes the place of the one with its number, if there is
// one.
type BookLine struct {
	Product json.RawMessage `json:"p,omitempty"` // catalog.Product
	Offer   json.RawMessage `json:"o,omitempty"` // offers.Offer
	Gone    gs1.GTIN        `json:"g,omitzero"`  // in a delta: a product that is sold no more
	// Sheet is what is told of the Product beside it. In a delta one without a
	// sheet keeps what it had, and NoSheet takes it away.
	Sheet json.RawMessage `json:"s,omitempty"` // catalog.Sheet
}

// NoSheet is the Sheet of a product in a delta that has none any more.
const NoSheet = "{}"

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
	case !m.NotBefore.IsZero() && (m.NotBefore.Before(m.Made) || m.NotBefore.Sub(m.Made) > MaxAhead):
		return wrong("it was made at %s and is not to be in force before %s; at most %s may lie between", m.Made, m.NotBefore, MaxAhead)
	case m.Products < 0 || m.Offers < 0 || m.Sheets < 0 || m.Sheets > m.Products:
		return wrong("it counts fewer than no products, offers or sheets, or more sheets than products")
	case (m.Sheets == 0) != (m.All == Root{}):
		return wrong("it has %d sheets and the root %s with them", m.Sheets, m.All)
	case len(m.Link) > 200:
		return wrong("its link has %d bytes, at most 200 fit a label", len(m.Link))
	}
	if err := checkChunks(m.Index, MaxIndex); err != nil {
		return wrong("its index: %v", err)
	}
	if len(m.Index) == 0 || len(m.Deltas) > MaxDeltas {
		return wrong("an index of %d chunks, %d deltas: 1 to %d, at most %d", len(m.Index), len(m.Deltas), MaxIndex, MaxDeltas)
	}
	for i, d := range m.Deltas {
		if err := checkChunks(d.Chunks, MaxDeltaChunks); err != nil {
			return wrong("delta %d: %v", i+1, err)
		}
	}
	return nil
}

func checkChunks(chunks []Chunk, limit int) error {
	if len(chunks) > limit {
		return fmt.Errorf("%w: %d chunks, at most %d are taken", ErrTooLarge, len(chunks), limit)
	}
	for i, c := range chunks {
		if err := c.check(); err != nil {
			return fmt.Errorf("chunk %d: %w", i+1, err)
		}
		if slices.ContainsFunc(chunks[:i], func(o Chunk) bool { return o.SHA256 == c.SHA256 }) {
			return fmt.Errorf("%w: chunk %d: %s stands in it twice", ErrMalformed, i+1, c.SHA256)
		}
	}
	return nil
}
