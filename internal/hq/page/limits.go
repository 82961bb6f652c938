package page

import "time"

// Limits of the pages.
const (
	maxEvents   = 60   // on one page
	maxAPI      = 1000 // events in one answer
	maxWatchers = 64   // pages that watch live
	maxStock    = 200  // sums shown on the page; the API has all
	maxDays     = 14
	maxAlarms   = 5  // shown on the page; the API has all
	maxLines    = 40 // streams and commands of a device on the page

	alarmsOf   = 7 * 24 * time.Hour // how long an alarm is shown
	queryWait  = 10 * time.Second
	streamWait = 10 * time.Second // for a watcher that does not read
	gather     = 250 * time.Millisecond
	beat       = 10 * time.Second // ages are told anew that often
)
