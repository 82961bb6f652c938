package stage

import (
	"context"
	"fmt"
	"io"
	"net"
	"sync"
	"time"
)

// Network is the wire between the devices and the broker, with a switch.
type Network struct {
	broker string // host:port behind it
	addr   string // host:port in front of it, kept over a cut

	mu       sync.Mutex
	listener net.Listener // nil while the wire is cut
	open     map[net.Conn]struct{}
	wires    sync.WaitGroup
}

// Lay returns a network that is up.
func Lay(ctx context.Context, broker string) (*Network, error) {
	n := &Network{broker: broker, addr: "127.0.0.1:0", open: map[net.Conn]struct{}{}}
	return n, n.Up(ctx)
}

// Up takes connections again, at the same address.
func (n *Network) Up(ctx context.Context) error {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", n.addr)
	if err != nil {
		return fmt.Errorf("stage: network: %w", err)
	}
	n.mu.Lock()
	n.listener, n.addr = l, l.Addr().String()
	n.mu.Unlock()
	n.wires.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			n.wires.Go(func() { n.carry(ctx, c) })
		}
	})
	return nil
}

// Cut ends every connection and takes no new one.
func (n *Network) Cut() {
	n.mu.Lock()
	if n.listener != nil {
		_ = n.listener.Close()
		n.listener = nil
	}
	for c := range n.open {
		_ = c.Close()
	}
	n.mu.Unlock()
	n.wires.Wait()
}

// hold keeps the two ends of a connection, for a cut to find. It closes them
// when the cut came first.
func (n *Network) hold(near, far net.Conn) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.listener == nil {
		_, _ = near.Close(), far.Close()
		return false
	}
	n.open[near], n.open[far] = struct{}{}, struct{}{}
	return true
}

func (n *Network) carry(ctx context.Context, near net.Conn) {
	far, err := (&net.Dialer{Timeout: time.Second}).DialContext(ctx, "tcp", n.broker)
	if err != nil {
		_ = near.Close()
		return
	}
	if !n.hold(near, far) {
		return
	}
	var both sync.WaitGroup
	for _, way := range [][2]net.Conn{{near, far}, {far, near}} {
		both.Go(func() {
			_, _ = io.Copy(way[0], way[1]) // a cut is no error here
			_, _ = way[0].Close(), way[1].Close()
		})
	}
	both.Wait()
	n.mu.Lock()
	delete(n.open, near)
	delete(n.open, far)
	n.mu.Unlock()
}

// Addr is the address in front, host:port. It stays the same over a cut.
func (n *Network) Addr() string { return n.addr }
