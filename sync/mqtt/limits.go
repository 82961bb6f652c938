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
	dialWait    = 10 * time.Second       // for connecting and subscribing together
	writeWait   = 10 * time.Second       // for one packet to leave
	verdictWait = time.Second            // for the reason why a broker took no CONNECT
	packetWait  = 60 * time.Second       // from a packet's first byte to its last
	pingWait    = 10 * time.Second       // for the answer to a ping, never more than the keep-alive
	slowWait    = 5 * time.Second        // for a reader whose queue is full
	goodbyeWait = 250 * time.Millisecond // for DISCONNECT to leave
)
