package shelf

import "time"

const (
	// QueueLen is how many scans and reports of labels may wait; further ones
	// wait before the queue.
	QueueLen = 16
	// MaxLabels is how many labels one controller drives.
	MaxLabels = 256
	// StoreTimeout is how long a step may take to become durable.
	StoreTimeout = 15 * time.Second
	// RedrawEvery is how late a label may show that an offer began or ended.
	RedrawEvery = 20 * time.Second
	// RetryFirst and RetryMost bound the pause before a panel that did not
	// answer is tried again.
	RetryFirst = 2 * time.Second
	RetryMost  = 5 * time.Minute
)
