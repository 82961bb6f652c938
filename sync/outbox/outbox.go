// Package outbox brings events up to headquarters: everything once, in order,
// forgotten only when headquarters says that its ledger holds it.
package outbox

import (
	"context"

	"endcap/sync/wire"
)

// Log is where events wait. The store is one.
type Log interface {
	// Pending returns up to max events numbered above after, in order.
	Pending(after uint64, max int) ([]wire.Event, error)
	// Forget deletes the events up to and including upto, durably.
	Forget(ctx context.Context, upto uint64) error
}
