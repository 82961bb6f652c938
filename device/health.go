package device

import "time"

// Health is one line about one part, for a technician.
type Health struct {
	Part  string    `json:"part"`
	State State     `json:"state"`
	Text  string    `json:"text"` // what is so, and what to do if it is not well
	Since time.Time `json:"since,omitzero"`
}

// State is how a part is.
type State string

// States of a part.
const (
	Well    State = "well"
	Poor    State = "poor"    // works, but someone should look
	Missing State = "missing" // does not work; the rest goes on
)
