package broker_test

import (
	"context"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"endcap/sync/broker"
	"endcap/sync/mqtt"
)

// smallDisk returns a folder on a disk of its own, and fills it or makes room.
func smallDisk(t *testing.T) (dir string, fill, free func()) {
	t.Helper()
	dir = t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=4m"); err != nil {
		t.Skip("only root may make a small disk: ", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
	ballast := filepath.Join(dir, "ballast")
	fill = func() {
		f, err := os.Create(ballast)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		for n := 1 << 16; n > 0; n /= 16 {
			for {
				if _, err := f.Write(make([]byte, n)); err != nil {
					break
				}
			}
		}
	}
	return dir, fill, func() { _ = os.Remove(ballast) }
}

// Fault 40. A broker without room carries on what it need not keep: events,
// acknowledgements, chunks. What it should keep it keeps no more, until it is
// started again where there is room; then it is as good as new.
func TestBroker_OnAFullDiskCarriesOnWhatItNeedNotKeep(t *testing.T) {
	dir, fill, free := smallDisk(t)
	b := start(t, dir)
	keep := func(b *broker.Broker, id string, within time.Duration) error {
		ctx, cancel := context.WithTimeout(t.Context(), within)
		defer cancel()
		c, err := mqtt.Dial(ctx, mqtt.Options{Broker: b.URL(), ClientID: id})
		if err != nil {
			return err
		}
		defer c.Close()
		return c.Send(ctx, mqtt.Message{Topic: "b", Payload: make([]byte, 16<<10), QoS: 1, Retain: true})
	}
	up, down := mustDial(t, b.URL(), "up", nil), mustDial(t, b.URL(), "down", nil, "a")
	if err := keep(b, "before", soon); err != nil {
		t.Fatal(err)
	}
	fill()
	if err := keep(b, "full", time.Second); err == nil {
		t.Error("it says that it keeps what it has no room for")
	} else {
		t.Log(err)
	}
	for i := range 100 {
		if err := up.Send(t.Context(), mqtt.Message{Topic: "a"}); err != nil || next(down, soon) != "a" {
			t.Fatalf("event %d does not pass: %v", i, err)
		}
	}
	late := mustDial(t, b.URL(), "late", nil, "a") // others may come and hear
	if err := up.Send(t.Context(), mqtt.Message{Topic: "a", QoS: 1}); err != nil || next(late, soon) != "a" {
		t.Errorf("an event does not reach who came late: %v", err)
	}
	b.Close()
	free()
	if err := keep(start(t, dir), "after", soon); err != nil {
		t.Errorf("with room again: %v", err)
	}
}
