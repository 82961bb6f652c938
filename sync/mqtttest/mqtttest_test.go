package mqtttest_test

import (
	"bufio"
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"

	"endcap/sync/broker"
	"endcap/sync/mqtttest"
)

func TestBroker_TheFake(t *testing.T) {
	addr := mqtttest.Start(t)
	mqtttest.TestBroker(t, func(*testing.T) string { return addr })
}

func TestBroker_TheEmbedded(t *testing.T) {
	b, err := broker.Start(broker.Options{Dir: t.TempDir(), Listen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	mqtttest.TestBroker(t, func(*testing.T) string { return b.Addr() })
}

func TestBroker_Mosquitto(t *testing.T) {
	addr := mqtttest.NewMosquitto(t, "").Addr
	mqtttest.TestBroker(t, func(*testing.T) string { return addr })
}

func FuzzReadPacket(f *testing.F) {
	f.Add(mqtttest.Packet{Type: mqtttest.PUBLISH, Body: []byte("\x00\x01ax")}.Bytes())
	f.Add([]byte{0x30, 0xff, 0xff, 0xff, 0xff, 0x7f})
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := mqtttest.ReadPacket(bufio.NewReader(bytes.NewReader(b)))
		if err != nil {
			return
		}
		again, err := mqtttest.ReadPacket(bufio.NewReader(bytes.NewReader(p.Bytes())))
		if d := cmp.Diff(again, p); d != "" || err != nil {
			t.Errorf("%v\n%s", err, d)
		}
	})
}
