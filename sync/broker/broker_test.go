package broker_test

import (
	"errors"
	"net"
	"strings"
	"testing"

	"endcap/sync/broker"
)

func start(t *testing.T, dir string) *broker.Broker {
	t.Helper()
	b, err := broker.Start(broker.Options{Dir: dir, Listen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	return b
}

func TestBroker_IsReadyWhenStartReturns(t *testing.T) {
	b := start(t, t.TempDir())
	c, err := net.Dial("tcp", b.Addr())
	if err != nil {
		t.Fatal(err)
	}
	c.Close()
	b.Close()
	if _, err := net.Dial("tcp", b.Addr()); err == nil {
		t.Error("it still listens after Close")
	}
}

func TestBroker_RefusesWhatOthersCouldReach(t *testing.T) {
	for _, listen := range []string{"", ":1883", "0.0.0.0:0", "192.0.2.1:1883", "[::]:0", "example.com:1883", "127.0.0.1", "127.0.0.1:x", "127.0.0.1:65536"} {
		if b, err := broker.Start(broker.Options{Dir: t.TempDir(), Listen: listen}); !errors.Is(err, broker.ErrListen) {
			t.Errorf("%q: got %v, %v", listen, b, err)
		} else {
			t.Log(err)
		}
	}
}

func TestBroker_SaysThatAPortIsTaken(t *testing.T) {
	b := start(t, t.TempDir())
	_, err := broker.Start(broker.Options{Dir: t.TempDir(), Listen: b.Addr()})
	if !errors.Is(err, broker.ErrListen) || !strings.Contains(err.Error(), "in use by another program: end that") {
		t.Fatalf("got %v", err)
	}
}

func TestBroker_SaysThatAFolderCannotBeWritten(t *testing.T) {
	if _, err := broker.Start(broker.Options{Dir: "/dev/null/x", Listen: "127.0.0.1:0"}); err == nil {
		t.Error("started without a folder")
	} else {
		t.Log(err)
	}
}
