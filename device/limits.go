package device

import "time"

const (
	// LightTimeout is how long a light may take to change.
	LightTimeout = time.Second
	// ShowTimeout is how long a panel may take to show a picture. The slowest
	// three-colour e-paper needs 15 to 20 s.
	ShowTimeout = 40 * time.Second

	// GoodTime, BadTime and FindTime are how long a signal stays.
	GoodTime = 1500 * time.Millisecond
	BadTime  = 4 * time.Second
	FindTime = 30 * time.Second
)
