// Package mqtt is a pipe to an MQTT 3.1.1 broker: one connection from its
// beginning to its loss.
//
// # What it does not do
//
// It does not reconnect, store, or send again. The client underneath
// (paho.mqtt.golang) can, and is told not to: its token for a QoS 1 message
// completes without an acknowledgement after a reconnect, its store loses
// what was acknowledged, and its resending knows no window. Delivery is the
// business of package outbox, which needs a pipe that breaks honestly.
//
// # What stands between
//
// A guard wraps the network connection. Nothing that a broker sends reaches
// the client before the guard has seen that it is whole, short and one of the
// five packets that we can have asked for: a wrong SUBACK would end the
// process, and five bytes would reserve 256 MiB. The guard also owns every
// deadline, because a ping behind a stuck write never leaves.
package mqtt

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	paho "github.com/eclipse/paho.mqtt.golang"

	"endcap/sync/wire"
)

// Errors of a connection.
var (
	// ErrBroker is returned when a broker's address cannot be used.
	ErrBroker = errors.New("cannot use this address of a broker")
	// ErrAbsent is returned when no broker answers at the address.
	ErrAbsent = errors.New("no broker answers: start it, or look at its address and the network")
	// ErrTrust is returned when no trust begins: the broker cannot prove that
	// it is the one asked for, or the own files cannot be read.
	ErrTrust = errors.New("the broker is not trusted")
	// ErrRefused is returned when the broker does not want this device, or
	// not one of its filters.
	ErrRefused = errors.New("the broker refuses")
	// ErrProtocol is returned when the broker sends what MQTT 3.1.1 does not
	// allow it to send to us.
	ErrProtocol = errors.New("the broker breaks the protocol")
	// ErrSlow is returned when messages came faster than they were read.
	ErrSlow = errors.New("messages are read too slowly")
	// ErrLost is returned when the connection ended by itself.
	ErrLost = errors.New("connection lost")
	// ErrClosed is returned after Close.
	ErrClosed = errors.New("connection closed")
)

// Message is one message on its way.
type Message = wire.Message

// Conn is one connection to a broker. Its methods may be called by several
// goroutines.
type Conn struct {
	client paho.Client
	queue  chan Message
	done   chan struct{}

	mu   sync.Mutex
	err  error  // why it ended
	pipe *guard // nil until there is a network connection
}

// Send sends one message. With QoS 0 it returns when the message has left
// this process, with QoS 1 when the broker has taken it over. Neither means
// that anyone has received it or ever will. After an error, also that of ctx,
// the connection is over: whether the message went is not known.
func (c *Conn) Send(ctx context.Context, m Message) error {
	if m.QoS > 1 {
		return fmt.Errorf("mqtt: send %s: only QoS 0 and 1 are spoken", m.Topic)
	}
	if len(m.Payload) > wire.MaxMessage {
		return fmt.Errorf("mqtt: send %s: %w: %d bytes, at most %d travel", m.Topic, wire.ErrTooLarge, len(m.Payload), wire.MaxMessage)
	}
	if err := c.Err(); err != nil {
		return fmt.Errorf("mqtt: send %s: %w", m.Topic, err)
	}
	if err := c.wait(ctx, func() paho.Token { return c.client.Publish(m.Topic, m.QoS, m.Retain, m.Payload) }); err != nil {
		c.fail(fmt.Errorf("send %s: %w", m.Topic, err))
		return fmt.Errorf("mqtt: send %s: %w", m.Topic, err)
	}
	return nil
}

// Messages returns what the broker sends, in its order. Whoever reads too
// slowly loses the connection, not single messages. The channel is never
// closed; see Done.
func (c *Conn) Messages() <-chan Message { return c.queue }

// Done returns a channel that is closed when the connection is over.
func (c *Conn) Done() <-chan struct{} { return c.done }

// Err returns why the connection is over, nil while it is not.
func (c *Conn) Err() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.err
}

// Close says goodbye to the broker, so that it does not publish the will, and
// ends the connection. It may be called more than once.
func (c *Conn) Close() {
	c.end(ErrClosed)
	c.client.Disconnect(uint(goodbyeWait.Milliseconds()))
	c.fail(ErrClosed)
}

// wait has the client do something and waits until it is done. The client
// itself looks at neither ctx nor the connection for up to 10 s, so it is left
// alone with that.
func (c *Conn) wait(ctx context.Context, do func() paho.Token) error {
	done := make(chan error, 1)
	go func() {
		t := do()
		select {
		case <-t.Done():
			done <- t.Error()
		case <-c.done:
		}
	}()
	select {
	case err := <-done:
		if err != nil {
			return errors.Join(c.Err(), err)
		}
		// The client completes what waits when it loses the connection, and
		// not always with an error.
		return c.Err()
	case <-c.done:
		return c.Err()
	case <-ctx.Done():
		return ctx.Err()
	}
}

// take queues a message. It runs in the client's goroutine, so it may hold up
// the broker a little, and nobody for ever.
func (c *Conn) take(_ paho.Client, m paho.Message) {
	msg := Message{Topic: m.Topic(), Payload: m.Payload(), QoS: m.Qos(), Retain: m.Retained()}
	select {
	case c.queue <- msg:
		return
	default:
	}
	patience := time.NewTimer(slowWait)
	defer patience.Stop()
	select {
	case c.queue <- msg:
	case <-c.done:
	case <-patience.C:
		c.fail(fmt.Errorf("%w: %d wait since %s", ErrSlow, cap(c.queue), slowWait))
	}
}

// end notes why the connection is over. The first reason counts.
func (c *Conn) end(why error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err == nil {
		c.err = why
		close(c.done)
	}
}

// fail ends the connection without a goodbye.
func (c *Conn) fail(why error) {
	c.end(why)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.pipe != nil {
		_ = c.pipe.Close()
	}
}
