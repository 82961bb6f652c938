package broker

import (
	"time"

	"endcap/sync/wire"
)

// Limits of one broker.
const (
	maxConns   = 4096                    // devices at once
	maxSubs    = 64                      // subscriptions of one connection
	maxPayload = wire.MaxMessage + 8<<10 // bytes of a message with its topic and the broker's own headers
	maxPending = 32 << 20                // bytes that wait for one slow reader before it is cut off
	maxMemory  = 64 << 20                // bytes of memory for what is kept there
	maxStore   = 1 << 30                 // bytes of disk for sessions and retained messages
	writeWait  = 10 * time.Second
	readyWait  = 15 * time.Second

	handshakeWait = 5 * time.Second
)
