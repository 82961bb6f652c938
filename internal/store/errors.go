package store

import (
	"errors"
	"fmt"

	"endcap/internal/boltfile"
	"endcap/offers/journal"
	"endcap/sync/inbox"
)

// Refusals of a step. Nothing of the step was written.
var (
	// ErrSeen is returned when the step's scan was done before.
	ErrSeen = journal.ErrSeen
	// ErrFull is returned when state.db has reached its size or the disk is
	// full. Forget still works and makes room.
	ErrFull = journal.ErrFull
	// ErrSpent is returned when the step uses more than is left of what the
	// device was granted.
	ErrSpent = journal.ErrSpent
	// ErrStep is returned when a step could never be kept: a name or a basket
	// too long, a movement of nothing, an event that could not travel.
	ErrStep = errors.New("store: not a step")
)

// Errors of opening.
var (
	// ErrLocked is returned when another process holds the folder.
	ErrLocked = errors.New("another process holds it: probably the endcap service is running; stop it (systemctl stop endcap) or ask its diagnostics page instead")
	// ErrDamaged is returned when a file cannot be read as it is. Open repairs
	// it; OpenReadOnly and the commands that look leave it as it is.
	ErrDamaged = errors.New("it is damaged: start the service, which repairs what can be repaired and keeps the damaged file beside it")
	// ErrNewer is returned when the file was made by a version of endcap whose
	// records this one cannot read.
	ErrNewer = errors.New("a newer version of endcap made it, in a way that this one cannot read: install that version again")
)

// errPages is wrapped where something in a file is not what was written.
var errPages = boltfile.ErrPages

// newer says what to do about a file of a layout that is not known.
func newer(f *boltfile.File, err error) (*boltfile.File, error) {
	if errors.Is(err, boltfile.ErrLayout) {
		err = fmt.Errorf("%w: %w", ErrNewer, err)
	}
	return f, err
}

// Errors of an open store.
var (
	// ErrClosed is returned after Close, or before a step was begun when the
	// store closed meanwhile.
	ErrClosed = errors.New("store: it is closed")
	// ErrReadOnly is returned by writing methods after OpenReadOnly.
	ErrReadOnly = errors.New("store: it was opened for reading only")
	// ErrBroken is returned by every writing method after the disk did not
	// take a write. What was acknowledged before is safe; whether the step
	// that met the fault was written is known after opening again.
	ErrBroken = errors.New("store: the disk did not take a write: restart the service, and replace the storage card if it repeats")
	// ErrAhead is returned by Forget for events that were never written.
	ErrAhead = errors.New("store: asked to forget events that were never written")
)

// Refusals of a price book. The book in force stays.
var (
	// ErrOldBook is returned when a book is not newer than the one in force,
	// or older than one that was in force before.
	ErrOldBook = errors.New("store: an old price book: publish it again under a new version")
	// ErrBook is returned when a book is not what its manifest says. The
	// chunks are dropped; fetching them again helps if they came wrong.
	ErrBook = errors.New("store: not a price book that can be put in force")
	// ErrNoRoom is returned when the disk is too full for a price book, which
	// leaves more of it free than a step does.
	ErrNoRoom = inbox.ErrNoRoom
	// ErrStaging is returned by Switch while chunks are missing.
	ErrStaging = errors.New("store: chunks of the price book are missing")
)
