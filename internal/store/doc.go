// Package store keeps what a cart or a shelf must not lose when its power is
// cut at any moment.
//
// # Two files
//
// state.db holds what cannot be had again: the open basket, the sums of the
// stock, the readings seen, the grants with what was taken of them, and the
// events that headquarters does not have yet. What happened and the event that
// tells of it are one transaction, and every transaction is on the disk before
// [Store.Do] returns.
//
// catalog.db holds price books. It can always be fetched again: a damaged one
// is moved aside and made anew.
//
// # The ladder
//
// A damaged state.db is never a device that does not start. [Open] goes down
// until a rung holds; each writes a new file beside the old one, which is kept
// as state.db.damaged-1 to 3, and each is told of in an event
// (wire.StoreRepaired) that is in the new file from the beginning:
//
//	older-meta  the state before the last transaction, if all of it is whole
//	salvage     every record of every bucket that can still be read; with both
//	            meta pages gone, from the newest root that is found among the
//	            pages
//	new         an empty store
//
// Pages are read for this without bbolt (internal/boltfile), so that one
// that the card does not give is an error and no crash. A file that was not
// closed is checked whole in the background; what is found is repaired at the
// next opening. Three openings that end within a minute have the file read
// whole before it is used, six have it written anew, once.
//
// Going back is safe, because an incarnation is one opening: no number is ever
// given to two events. Events that headquarters had acknowledged and that come
// back are known to it by their numbers; readings that come back are known as
// seen, and those that are lost again are at most counted twice by a person
// who shows the same picture twice.
//
// What the device was granted goes on no rung and into no restored store: an
// older state would give back what was spent since. The store begins a new
// book of grants then, under a name that no grant on its way is for.
//
// # Backup
//
// [Store.Backup] writes state.db as it is at one moment into a file that
// proves itself when it is read; [RestoreTo] puts one in place. A file of more
// than 64 MiB that is mostly free pages is made small at opening ([Compact]).
//
// # Opening
//
// Opening costs the same whatever the size: past 8 MiB in use, commits list
// the free pages, and nothing is read whole.
//
// # Two price books
//
// catalog.db has two slots for a whole book: one is in force, the other holds
// the one before or the next. A book that is much like the one in force comes
// as a delta, which changes its slot in the transaction that puts it in force
// and leaves there what turns it back. Readers read in one transaction, or
// look at [Store.Book] before and after.
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
// Events stand in four streams (wire.Streams), each numbered 1, 2, 3 without a
// gap within an incarnation, which is one opening of the store that made an
// event. So a store that was copied, cloned or put back to an older state
// cannot give one number to two events: it is opened first. Within the store
// numbers run on from one incarnation to the next; headquarters is told those
// of each incarnation. Events are deleted only by [Store.Forget], when its
// ledger holds them.
//
// Each event has a checksum. One that the card has changed, and numbers that
// nothing is found under, travel as markers that say so (wire.EventsDropped):
// the rest goes on.
//
// # A long backlog
//
// Past 1,600 events that wait in a stream, the oldest 800 are packed as they
// will travel: a tenth of the bytes, and nothing to do when they are sent.
// Telemetry past a sixteenth of the room is dropped, the oldest first; goods
// are summed up by product, lot and place when less than a quarter of the room
// is left. A marker stands in the place of what went, with its numbers, its
// types and its sums, in the same transaction. It may stand for events that
// were sent before: headquarters takes off what it has. Money and control are
// never dropped.
//
// # Room
//
// state.db has a size that it does not outgrow, and leaves the disk some room.
// Past either, steps are refused with [ErrFull]; telling ([Store.Tell]) and
// forgetting still work, so that a device comes back by itself once
// headquarters is there.
//
// # One process
//
// A store is held by one process. [OpenReadOnly] shares it with other readers
// only: stop the service first, or read a copy of the folder.
package store
