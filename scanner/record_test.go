package scanner

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestRecord_LooksForADeviceLessAndLessOften(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var told bytes.Buffer
		r := NewRecord(slog.New(slog.NewTextHandler(&told, nil)))
		ctx, cancel := context.WithCancel(t.Context())
		var at []time.Duration
		begun := time.Now()
		r.Attend(ctx, func(context.Context) error {
			at = append(at, time.Since(begun).Round(time.Millisecond))
			switch len(at) {
			case 7: // found, and lost after a while
				r.Attached("/dev/ttyACM0", "Xenon", "cdc_acm")
				time.Sleep(time.Minute)
				return errors.New("unplugged")
			case 9:
				cancel()
			}
			return errors.New("not there")
		})
		const ms = time.Millisecond
		want := []time.Duration{0, 100 * ms, 300 * ms, 700 * ms, 1500 * ms, 3100 * ms, 5100 * ms, 65200 * ms, 65400 * ms}
		if d := cmp.Diff(want, at); d != "" {
			t.Errorf("looked (-want +got)\n%s", d)
		}
		if got := r.Report(); got.Faults != 2 || got.Present || got.Fault != "not there" || !got.Since.Before(got.FaultAt) {
			t.Errorf("reported %+v, want two absences", got)
		}
		if n := strings.Count(told.String(), "level=WARN"); n != 3 {
			t.Errorf("warned %d times, want 3: not there, unplugged, not there\n%s", n, &told)
		}
	})
}

func TestRecord_CountsEveryFaultAndLogsAFew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var told bytes.Buffer
		r := NewRecord(slog.New(slog.NewTextHandler(&told, nil)))
		texts := []error{errors.New("too long"), errors.New("no prefix")}
		for i := range 1000 {
			r.Fault(texts[i%2])
		}
		for range 1000 {
			r.Alarm(texts[1])
		}
		if n := strings.Count(told.String(), "level=WARN"); n != FaultLines {
			t.Errorf("logged %d times, want %d", n, FaultLines)
		}
		time.Sleep(FaultSpan)
		r.Fault(texts[1])
		if n := strings.Count(told.String(), "level=WARN"); n != FaultLines+1 {
			t.Errorf("logged %d times in all, want one more in the next minute", n)
		}
		if got := r.Report(); got.Faults != 2001 || got.Fault != "no prefix" || got.Alarm != "no prefix" || got.AlarmAt.IsZero() {
			t.Errorf("reported %+v", got)
		}
	})
}
