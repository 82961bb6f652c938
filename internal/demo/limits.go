package demo

import "time"

// Limits of the story.
const (
	stepWait = 20 * time.Second // until a step has had its effect
	settle   = 60 * time.Second // until everything has arrived at headquarters
	askWait  = 5 * time.Second  // for a page or a picture of one
	maxPage  = 1 << 20          // bytes of a page
)
