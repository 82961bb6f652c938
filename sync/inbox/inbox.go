// Package inbox brings the price book down: a signed manifest, its chunks in
// any order over any number of connections, and one switch.
package inbox

import (
	"context"

	"endcap/sync/wire"
)

// Shelf is where a book is put together. The store is one.
type Shelf interface {
	// Missing returns the chunks of m that are not staged yet, in order.
	Missing(m wire.Manifest) ([]wire.Chunk, error)
	// Stage keeps one chunk's compressed bytes, durably.
	Stage(ctx context.Context, sha256 string, b []byte) error
	// Switch reads the staged chunks of m and puts the book in force in one
	// transaction. It is refused whole when a line cannot be read or the
	// counts differ; the old book stays.
	Switch(ctx context.Context, m wire.Manifest) error
}
