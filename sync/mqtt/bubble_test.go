package mqtt_test

import (
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"endcap/sync/mqtt"
	"endcap/sync/mqtttest"
)

// linked are options that lead over a link in memory.
func linked(l *mqtttest.Link, id string, filters ...string) mqtt.Options {
	return mqtt.Options{Broker: "mqtt://memory", ClientID: id, Filters: filters, Dial: l.Dial}
}

// A bubble ends only when every goroutine in it has, so nothing is left by
// any of ten thousand connections, however they end.
func TestConn_TenThousandConnectionsLeaveNothingBehind(t *testing.T) {
	const times = 10_000
	before := runtime.NumGoroutine()
	most, ways := 0, map[string]int{}
	synctest.Test(t, func(t *testing.T) {
		b := mqtttest.New()
		l := b.Link()
		for i := range times {
			c, err := mqtt.Dial(t.Context(), linked(l, "cart-7", "a"))
			if err != nil {
				t.Fatal(i, err)
			}
			qos := byte(i % 2)
			if err := c.Send(t.Context(), mqtt.Message{Topic: "a", Payload: []byte("x"), QoS: qos}); err != nil {
				t.Fatal(i, err)
			}
			switch i % 4 {
			case 0, 1:
				c.Close()
				ways["closed"]++
			case 2:
				l.Cut()
				l.Mend()
				ways["cut"]++
			case 3:
				b.Stop()
				b.Restart(false)
				ways["broker killed"]++
			}
			<-c.Done()
			most = max(most, runtime.NumGoroutine())
		}
		b.Stop()
	})
	after := runtime.NumGoroutine()
	if after > before+2 || most > before+200 {
		t.Errorf("%d goroutines before, %d at most, %d after", before, most, after)
	}
	t.Log(ways, "at most", most, "goroutines,", after, "after")
}

func TestConn_ADayOfSilenceIsNoLoss(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := mqtttest.New()
		c, err := mqtt.Dial(t.Context(), linked(b.Link(), "cart-7", "a"))
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(24 * time.Hour)
		if err := c.Send(t.Context(), mqtt.Message{Topic: "a", QoS: 1}); err != nil {
			t.Error(err)
		}
		<-c.Messages()
		c.Close()
		b.Stop()
	})
}
