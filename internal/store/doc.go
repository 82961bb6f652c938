// Package store keeps what a cart or a shelf must not lose when its power is
// cut at any moment.
//
// # Two files
//
// state.db holds what cannot be had again: the open basket, the sums of the
// stock, the readings seen, and the events that headquarters does not have
// yet. What happened and the event that tells of it are one transaction, and
// every transaction is on the disk before [Store.Do] returns.
//
// catalog.db holds price books. It can always be fetched again: a damaged one
// is moved aside and made anew. A damaged state.db is never touched; opening
// it is an error that says what to do.
//
// # One writer
//
// One goroutine writes state.db. It takes every step that waits into one
// transaction, so that 64 writers share the price of one flush, and one writer
// never waits for company. Each step is checked alone: a refused one changes
// nothing for the others.
//
// # Numbers
//
// Events are numbered 1, 2, 3 without a gap within one incarnation, the random
// name that a state.db gets when it is made. They are deleted only by
// [Store.Forget], when headquarters' ledger holds them.
//
// # Room
//
// state.db has a size that it does not outgrow, and leaves the disk some room.
// Past either, steps are refused with [ErrFull] and forgetting still works, so
// that a device comes back by itself once headquarters is there.
//
// # One process
//
// A store is held by one process. [OpenReadOnly] shares it with other readers
// only: stop the service first, or read a copy of the folder.
package store
