package device_test

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"endcap/device"
	"endcap/device/sim"
)

func TestLatest_TellsOnceOfManyChanges(t *testing.T) {
	var l device.Latest[int]
	changed, end := l.Watch()
	l.Set(1)
	l.Set(2)
	<-changed
	if got := l.Get(); got != 2 {
		t.Errorf("got %d, want the newest, 2", got)
	}
	select {
	case <-changed:
		t.Error("told twice of what was read once")
	default:
	}
	l.Set(3)
	<-changed
	end()
	l.Set(4)
	select {
	case <-changed:
		t.Error("told after the watch ended")
	default:
	}
}

func TestQueue_AnswersInTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := device.NewQueue[int](1)
		odd := errors.New("odd")
		go func() {
			for range 4 {
				r := <-q.Requests()
				if r.What%2 == 1 {
					r.Answer(odd)
				} else {
					r.Answer(nil)
				}
			}
		}()
		for i, want := range []error{nil, odd, nil, odd} {
			if got := q.Ask(t.Context(), i); !errors.Is(got, want) {
				t.Errorf("Ask(%d) returned %v, want %v", i, got, want)
			}
		}
	})
}

func TestQueue_ClosedWhileWaitingIsStopped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := device.NewQueue[int](1)
		errs := make(chan error, 3)
		for i := range cap(errs) { // one waits for its answer, two for a place
			go func() { errs <- q.Ask(t.Context(), i) }()
		}
		synctest.Wait()
		q.Close()
		for range cap(errs) {
			if err := <-errs; !errors.Is(err, device.ErrStopped) {
				t.Errorf("Ask returned %v, want %v", err, device.ErrStopped)
			}
		}
	})
}

func TestQueue_AnAnswerGivenBeforeTheEndCounts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := device.NewQueue[int](1)
		go func() {
			(<-q.Requests()).Answer(nil)
			q.Close()
		}()
		if err := q.Ask(t.Context(), 1); err != nil {
			t.Errorf("Ask returned %v for a request that was granted", err)
		}
	})
}

func TestLamp_ShowsTheNewestSignalAndGoesOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		light := sim.NewLight("light")
		lamp := device.NewLamp(light, slog.New(slog.DiscardHandler))
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { defer close(done); lamp.Run(ctx) }()
		synctest.Wait()
		lamp.Show(device.Good)
		synctest.Wait()
		time.Sleep(device.GoodTime / 2)
		lamp.Show(device.Bad) // begins its own time
		time.Sleep(device.BadTime - time.Millisecond)
		synctest.Wait()
		if got := light.Now(); got != device.Bad {
			t.Errorf("the light is %q before its time is over, want %q", got, device.Bad)
		}
		time.Sleep(2 * time.Millisecond)
		synctest.Wait()
		lamp.Show(device.Find)
		synctest.Wait()
		stop()
		<-done
		want := []device.Signal{device.Off, device.Good, device.Bad, device.Off, device.Find, device.Off}
		if got := light.Record(); !slices.Equal(got, want) {
			t.Errorf("the light showed %v, want %v", got, want)
		}
	})
}

func TestLamp_ALightThatDoesNotAnswerIsLogged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		light := sim.NewLight("light")
		light.Fail(errors.New("no current"))
		var log strings.Builder
		lamp := device.NewLamp(light, slog.New(slog.NewTextHandler(&log, nil)))
		ctx, stop := context.WithTimeout(t.Context(), time.Second)
		defer stop()
		lamp.Show(device.Good)
		lamp.Run(ctx)
		if !strings.Contains(log.String(), "no current") {
			t.Errorf("the log says %q", log.String())
		}
		device.NewLamp(nil, nil).Show(device.Good) // nobody sees it, nobody waits
	})
}
