package epaper

import "time"

const (
	// MaxSource and MaxGate are the outputs of an SSD1680.
	MaxSource, MaxGate = 176, 296
	// PollEvery is how often the busy line is asked.
	PollEvery = 10 * time.Millisecond
	// ResetTime is how long the reset line is held, and left alone after.
	ResetTime = 10 * time.Millisecond
	// WakeTimeout is how long the controller may be busy after a reset.
	WakeTimeout = 2 * time.Second
	// RefreshTimeout is how long a full refresh may take: 2 s in black and
	// white, 15 s with red at room temperature, longer in a cold store.
	RefreshTimeout = 30 * time.Second
	// MaxTransfer is the most bytes sent at once where the bus does not say:
	// the usual buffer of spidev.
	MaxTransfer = 4096
)
