package broker_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"endcap/sync/broker"
	"endcap/sync/mqtt"
	"endcap/sync/mqtttest"
)

// TestMain is one node of a cluster where a test asks for one.
func TestMain(m *testing.M) {
	if os.Getenv("NODE_NAME") == "" {
		os.Exit(m.Run())
	}
	port := func(name string) int { n, _ := strconv.Atoi(os.Getenv(name)); return n }
	s, err := server.NewServer(broker.Node(os.Getenv("NODE_NAME"), os.Getenv("NODE_DIR"), port("NODE_PORT"), port("NODE_ROUTES"), strings.Split(os.Getenv("NODE_PEERS"), ",")))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	s.Start()
	_, _ = io.Copy(io.Discard, os.Stdin) // it ends with the test
}

// cluster is three nodes in processes of their own, whose routes lead over
// links.
type cluster struct {
	nodes [3]*node
	links [3][3]*mqtttest.Link // from, to
}

type node struct {
	t            testing.TB
	env          []string
	port, routes int
	cmd          *exec.Cmd
	life         io.Closer
}

func newCluster(t testing.TB) *cluster {
	t.Helper()
	c := &cluster{}
	for i := range c.nodes {
		c.nodes[i] = &node{t: t, port: freePort(t), routes: freePort(t)}
	}
	for i, n := range c.nodes {
		var peers []string
		for j, other := range c.nodes {
			if i != j {
				c.links[i][j] = &mqtttest.Link{}
				peers = append(peers, c.links[i][j].Listen(t, fmt.Sprintf("127.0.0.1:%d", other.routes)))
			}
		}
		n.env = append(os.Environ(), fmt.Sprintf("NODE_NAME=node-%d", i+1), "NODE_DIR="+t.TempDir(), fmt.Sprintf("NODE_PORT=%d", n.port),
			fmt.Sprintf("NODE_ROUTES=%d", n.routes), "NODE_PEERS="+strings.Join(peers, ","))
		n.start()
		t.Cleanup(n.kill)
	}
	for i, n := range c.nodes {
		n.ready(fmt.Sprintf("ready-%d", i))
	}
	return c
}

// part lets nothing pass between a node and the others, or everything again.
func (c *cluster) part(i int, apart bool) {
	for j := range c.nodes {
		for _, l := range []*mqtttest.Link{c.links[i][j], c.links[j][i]} {
			switch {
			case l == nil:
			case apart:
				l.Hold()
			default:
				l.Mend()
			}
		}
	}
}

func (n *node) url() string { return fmt.Sprintf("mqtt://127.0.0.1:%d", n.port) }

func (n *node) start() {
	n.t.Helper()
	n.cmd = exec.Command(os.Args[0])
	n.cmd.Env, n.cmd.Stderr = n.env, os.Stderr
	life, err := n.cmd.StdinPipe()
	if err == nil {
		err = n.cmd.Start()
	}
	if err != nil {
		n.t.Fatal(err)
	}
	n.life = life
}

// ready waits until the node and the quorum behind it keep what they acknowledge.
func (n *node) ready(id string) {
	n.t.Helper()
	for began := time.Now(); ; time.Sleep(100 * time.Millisecond) {
		ctx, cancel := context.WithTimeout(n.t.Context(), 2*time.Second)
		c, err := mqtt.Dial(ctx, mqtt.Options{Broker: n.url(), ClientID: id})
		if err == nil {
			err = c.Send(ctx, mqtt.Message{Topic: "ready", QoS: 1})
			c.Close()
		}
		cancel()
		if err == nil {
			return
		}
		if time.Since(began) > 40*time.Second {
			n.t.Fatal("the cluster is not ready: ", err)
		}
	}
}

func (n *node) kill() {
	_ = n.cmd.Process.Kill()
	_ = n.cmd.Wait()
	_ = n.life.Close()
}

func (n *node) pause()  { _ = n.cmd.Process.Signal(syscall.SIGSTOP) }
func (n *node) resume() { _ = n.cmd.Process.Signal(syscall.SIGCONT) }

func freePort(t testing.TB) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// balance returns an address that leads to the nodes in turn, as a balancer in
// front of a cluster does for headquarters.
func (c *cluster) balance(t testing.TB) (url string) {
	t.Helper()
	front, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { front.Close() })
	go func() {
		for turn := 0; ; turn++ {
			near, err := front.Accept()
			if err != nil {
				return
			}
			far, err := net.DialTimeout("tcp", strings.TrimPrefix(c.nodes[turn%3].url(), "mqtt://"), time.Second)
			if err != nil {
				near.Close()
				continue
			}
			for _, way := range [][2]net.Conn{{near, far}, {far, near}} {
				go func() {
					_, _ = io.Copy(way[0], way[1])
					way[0].Close()
					way[1].Close()
				}()
			}
		}
	}()
	return "mqtt://" + front.Addr().String()
}
