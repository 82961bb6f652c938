package session

import (
	"time"

	"endcap/sync/inbox"
)

// DefaultMaxWait is the longest wait between two attempts to connect.
const DefaultMaxWait = 30 * time.Second

const (
	firstWait    = 200 * time.Millisecond // the shortest wait between two attempts
	refusedTimes = 10                     // times MaxWait: the longest wait after every broker has refused us
	dialWait     = 30 * time.Second       // to connect and subscribe; the pipe's own is shorter
	sendWait     = 2 * time.Minute        // for one message to leave: 32 KiB at 1 KB/s, and what was before it
	welcomeWait  = 15 * time.Second       // for headquarters to answer the hello
	helloEvery   = 2 * time.Second        // until it has
	twinStay     = 30 * time.Second       // online, while another of the same name is
	twinWait     = 5 * time.Minute        // the longest wait then, before coming back
	drainWait    = 3 * time.Second        // at shutdown, for what waits to be acknowledged
	byeWait      = 1 * time.Second        // at shutdown, to say that we go

	ackQueue   = 64
	chunkQueue = 2 * inbox.Ask
)
