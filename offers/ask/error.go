package ask

import "fmt"

// Error is returned by Compile when a text is no program.
type Error struct {
	At    int    // byte of the text where the fault begins, from 0
	Fault string // what is wrong there and what to write instead
}

// Error tells the column, from 1, and the fault.
func (e *Error) Error() string { return fmt.Sprintf("ask: column %d: %s", e.At+1, e.Fault) }
