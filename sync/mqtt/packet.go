package mqtt

import (
	"encoding/binary"
	"fmt"
	"strings"
	"unicode/utf8"
)

// Types of packets that a broker sends us (MQTT 3.1.1, 2.2.1).
const (
	typeConnack  = 2
	typePublish  = 3
	typePuback   = 4
	typeSuback   = 9
	typePingresp = 13
)

// connack returns the reason of a refusal (3.2.2.3).
func connack(code byte) error {
	switch code {
	case 0:
		return nil
	case 1:
		return fmt.Errorf("%w: it does not speak MQTT 3.1.1", ErrRefused)
	case 2:
		return fmt.Errorf("%w: it does not take this client ID", ErrRefused)
	case 3:
		return fmt.Errorf("%w: it is not available now; wait, or start it again", ErrRefused)
	case 4:
		return fmt.Errorf("%w: it wants a user name and password, which devices do not have: let its configuration admit this device without", ErrRefused)
	case 5:
		return fmt.Errorf("%w: this device is not authorised: let the broker's configuration admit it", ErrRefused)
	}
	return fmt.Errorf("%w: it refuses with code %d, which does not exist", ErrProtocol, code)
}

// publish looks at a message (3.3). QoS 2 was never asked for.
func publish(flags byte, body []byte) error {
	qos := flags >> 1 & 3
	need := 2
	if len(body) >= 2 {
		need += int(binary.BigEndian.Uint16(body))
	}
	topic := body[min(2, len(body)):min(need, len(body))]
	if qos > 0 {
		need += 2
	}
	switch {
	case qos > 1:
		return fmt.Errorf("%w: a message with QoS %d", ErrProtocol, qos)
	case len(body) < need || len(topic) == 0:
		return fmt.Errorf("%w: a message cut short", ErrProtocol)
	case !utf8.Valid(topic) || strings.ContainsAny(string(topic), "+#\x00"):
		return fmt.Errorf("%w: a message on topic %q", ErrProtocol, topic)
	case qos == 1 && binary.BigEndian.Uint16(body[need-2:]) == 0:
		return fmt.Errorf("%w: a message with number 0", ErrProtocol)
	}
	return nil
}
