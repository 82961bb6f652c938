package mqtt_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"endcap/sync/mqtt"
	"endcap/sync/mqtttest"
)

func TestDial_SaysWhyItFails(t *testing.T) {
	for name, c := range map[string]struct {
		script mqtttest.Script
		want   error
		text   string
	}{
		"client ID refused":      {mqtttest.Refuse(2), mqtt.ErrRefused, "client ID"},
		"wrong password":         {mqtttest.Refuse(4), mqtt.ErrRefused, "password"},
		"not authorised":         {mqtttest.Refuse(5), mqtt.ErrRefused, "authorised"},
		"a code that is none":    {mqtttest.Refuse(77), mqtt.ErrProtocol, "77"},
		"filter refused":         {mqtttest.Subacks(0x80), mqtt.ErrRefused, "ec/1/a/b/c/d/+"},
		"too many SUBACK codes":  {mqtttest.Subacks(0, 0, 0), mqtt.ErrProtocol, "packet 9"},
		"too few SUBACK codes":   {mqtttest.Subacks(), mqtt.ErrProtocol, "packet 9"},
		"hangs up":               {func(*mqtttest.Wire) {}, mqtt.ErrLost, "EOF"},
		"speaks another tongue":  {func(w *mqtttest.Wire) { w.Write([]byte("HTTP/1.1 400 Bad Request\r\n\r\n")...); w.Swallow() }, mqtt.ErrProtocol, ""},
		"answers before CONNECT": {func(w *mqtttest.Wire) { w.Write(0x90, 3, 0, 1, 0); w.Swallow() }, mqtt.ErrProtocol, "out of turn"},
		"welcomes twice":         {func(w *mqtttest.Wire) { w.Accept(); w.Write(0x20, 2, 0, 0); w.Swallow() }, mqtt.ErrProtocol, "out of turn"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := dial(t, mqtttest.Serve(t, c.script), nil)
			if !errors.Is(err, c.want) || !strings.Contains(fmt.Sprint(err), c.text) {
				t.Errorf("got %v, want %v with %q", err, c.want, c.text)
			}
			t.Log(err)
		})
	}
}

func TestDial_EndsWithItsContext(t *testing.T) {
	for name, script := range map[string]mqtttest.Script{
		"no CONNACK": mqtttest.Mute,
		"no SUBACK":  func(w *mqtttest.Wire) { w.Accept(); w.Swallow() },
	} {
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		began := time.Now()
		_, err := mqtt.Dial(ctx, mqtt.Options{Broker: "mqtt://" + mqtttest.Serve(t, script), ClientID: "x", Filters: []string{"a"}})
		if took := time.Since(began); err == nil || took > 10*time.Second {
			t.Errorf("%s: got %v after %s", name, err, took)
		}
		cancel()
	}
}

func TestConn_BadBrokerEndsTheConnectionNotTheProcess(t *testing.T) {
	for name, c := range map[string]struct {
		script mqtttest.Script
		want   error
	}{
		"announces 256 MiB":           {mqtttest.Says(0x30, 0xff, 0xff, 0xff, 0x7f), mqtt.ErrProtocol},
		"a length of five bytes":      {mqtttest.Says(0x30, 0xff, 0xff, 0xff, 0xff, 0x01), mqtt.ErrProtocol},
		"hangs up in mid packet":      {mqtttest.HangsUpMidPacket, mqtt.ErrLost},
		"SUBACK out of the blue":      {mqtttest.Says(0x90, 5, 0, 1, 0, 0, 0), mqtt.ErrProtocol},
		"a message with QoS 2":        {mqtttest.Says(0x34, 5, 0, 1, 'a', 0, 1), mqtt.ErrProtocol},
		"a message with QoS 3":        {mqtttest.Says(0x36, 5, 0, 1, 'a', 0, 1), mqtt.ErrProtocol},
		"a message without a topic":   {mqtttest.Says(0x30, 2, 0, 0), mqtt.ErrProtocol},
		"a topic longer than it":      {mqtttest.Says(0x30, 3, 0, 9, 'a'), mqtt.ErrProtocol},
		"a wildcard for a topic":      {mqtttest.Says(0x30, 3, 0, 1, '#'), mqtt.ErrProtocol},
		"a message with number 0":     {mqtttest.Says(0x32, 5, 0, 1, 'a', 0, 0), mqtt.ErrProtocol},
		"an empty message":            {mqtttest.Says(0x30, 0), mqtt.ErrProtocol},
		"a long PUBACK":               {mqtttest.Says(0x40, 3, 0, 1, 0), mqtt.ErrProtocol},
		"flags where there are none":  {mqtttest.Says(0xd1, 0), mqtt.ErrProtocol},
		"a packet that is a client's": {mqtttest.Says(0xc0, 0), mqtt.ErrProtocol},
	} {
		t.Run(name, func(t *testing.T) {
			conn, err := dial(t, mqtttest.Serve(t, c.script), nil)
			if err == nil { // what comes right behind the SUBACK may end the dial itself
				select {
				case <-conn.Done():
					err = conn.Err()
				case <-time.After(time.Minute):
					t.Fatal("the connection goes on")
				}
			}
			if !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
}

func TestConn_NoticesThatTheBrokerIsGone(t *testing.T) {
	for name, script := range map[string]mqtttest.Script{
		"no answer to pings": func(w *mqtttest.Wire) { mqtttest.Subscribed((*mqtttest.Wire).Swallow)(w) },
		"does not read":      mqtttest.StopsReading,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := connect(t, mqtttest.Serve(t, script), func(o *mqtt.Options) { o.KeepAlive = time.Second })
			began := time.Now()
			select {
			case <-c.Done():
				t.Log(c.Err(), time.Since(began))
			case <-time.After(time.Minute):
				t.Error("it did not notice within a minute")
			}
		})
	}
}
