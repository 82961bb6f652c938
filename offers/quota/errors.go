package quota

import "errors"

// Errors of giving and of taking.
var (
	// ErrGrant is returned when a grant cannot be one, or contradicts one
	// that was given.
	ErrGrant = errors.New("quota: not a grant")
	// ErrFull is returned when a book has MaxGrants.
	ErrFull = errors.New("quota: the book is full")
	// ErrUse is returned when a use cannot be one.
	ErrUse = errors.New("quota: not a use")
	// ErrSpent is returned when less is left than is to be taken. Nothing
	// was taken.
	ErrSpent = errors.New("quota: not enough is left")
)
