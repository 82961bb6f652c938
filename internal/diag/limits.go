package diag

import "time"

// backupWait is how long a backup may take.
const backupWait = 10 * time.Minute

// Limits of what is shown.
const (
	maxParts       = 64 // health lines on a page or in the figures
	maxScrapes     = 2  // at the same time
	refreshSeconds = 5
)
