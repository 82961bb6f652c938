package broker_test

import (
	"context"
	"os"
	"testing"
	"time"
)

// span is how long the faults of a cluster go on: in make cluster.
func span(t *testing.T) time.Duration {
	t.Helper()
	text := os.Getenv("ENDCAP_CLUSTER")
	if text == "" {
		t.Skip("minutes of three nats-servers: run make cluster")
	}
	d, err := time.ParseDuration(text)
	if err != nil {
		t.Fatal("ENDCAP_CLUSTER: ", err)
	}
	return d
}

// sleep waits, and tells whether there is more time.
func sleep(ctx context.Context, d time.Duration) bool {
	select {
	case <-time.After(d):
		return true
	case <-ctx.Done():
		return false
	}
}

func onCluster(t *testing.T, suffer func(ctx context.Context, c *cluster)) {
	t.Helper()
	d := span(t)
	c := newCluster(t)
	var urls []string
	for _, n := range c.nodes {
		urls = append(urls, n.url())
	}
	l := newLoad(t, 6, urls, c.balance(t))
	l.run(d, func(ctx context.Context) { suffer(ctx, c) })
	l.settle()
}

// Fault 37: nodes are killed, each in turn, and come back.
func TestCluster_NodesAreKilledInTurn(t *testing.T) {
	onCluster(t, func(ctx context.Context, c *cluster) {
		for i := 0; sleep(ctx, 4*time.Second); i++ {
			n := c.nodes[i%3]
			n.kill()
			more := sleep(ctx, 2*time.Second)
			n.start()
			if !more || !sleep(ctx, 4*time.Second) {
				return
			}
		}
	})
}

// Fault 38: two of three are killed, so that nothing can be decided.
func TestCluster_LosesItsQuorumAndGetsItBack(t *testing.T) {
	onCluster(t, func(ctx context.Context, c *cluster) {
		for i := 0; sleep(ctx, 5*time.Second); i++ {
			a, b := c.nodes[i%3], c.nodes[(i+1)%3]
			a.kill()
			b.kill()
			more := sleep(ctx, 5*time.Second)
			a.start()
			b.start()
			if !more || !sleep(ctx, 10*time.Second) {
				return
			}
		}
	})
}

// Fault 39: a node stands still for longer than the others wait, and goes on
// as if nothing had been.
func TestCluster_ANodeStandsStillAndGoesOn(t *testing.T) {
	onCluster(t, func(ctx context.Context, c *cluster) {
		for i := 0; sleep(ctx, 5*time.Second); i++ {
			n := c.nodes[i%3]
			n.pause()
			more := sleep(ctx, 8*time.Second)
			n.resume()
			if !more || !sleep(ctx, 5*time.Second) {
				return
			}
		}
	})
}

// Fault 39: nothing passes between one node and the others, though devices
// and headquarters reach each.
func TestCluster_IsParted(t *testing.T) {
	onCluster(t, func(ctx context.Context, c *cluster) {
		for i := 0; sleep(ctx, 5*time.Second); i++ {
			c.part(i%3, true)
			more := sleep(ctx, 8*time.Second)
			c.part(i%3, false)
			if !more || !sleep(ctx, 7*time.Second) {
				return
			}
		}
	})
}
