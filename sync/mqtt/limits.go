package mqtt

import (
	"time"

	"endcap/sync/wire"
)

// DefaultKeepAlive is how long a connection may be silent before the broker
// is asked whether it is there.
const DefaultKeepAlive = 30 * time.Second

// DefaultQueue is how many messages wait for their reader: 4 MiB at most.
const DefaultQueue = 64

const (
	maxPacket   = wire.MaxMessage + 1024 // bytes of a packet that a broker may send
	dialWait    = 20 * time.Second       // for TCP, TLS, connecting and subscribing together: four round trips of 5 s
	writeWait   = 10 * time.Second       // for some of a packet to leave
	verdictWait = time.Second            // for the reason why a broker took no CONNECT
	packetWait  = 5 * time.Minute        // from a packet's first byte to its last: 220 bytes a second
	pingWait    = 10 * time.Second       // for the answer to a ping, never more than the keep-alive
	slowWait    = 5 * time.Second        // for a reader whose queue is full
	goodbyeWait = 250 * time.Millisecond // for DISCONNECT to leave

	// Of what we send, the kernel holds 8 KiB and as much again for its own
	// use: 8 s at 1 KB/s, so that a ping is answered in time.
	sendBuffer = 8 << 10
	slice      = 4 << 10  // bytes for which writeWait counts
	proof      = 32 << 10 // bytes of which some must have been taken by the other side
)
