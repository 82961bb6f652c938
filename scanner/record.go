package scanner

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// Limits of a Record.
const (
	// AttendFirst is the wait before a device that is gone is looked for
	// again; it doubles up to AttendLast.
	AttendFirst = 100 * time.Millisecond
	AttendLast  = 2 * time.Second
	// FaultLines is how many faults are logged in the time of FaultSpan; the
	// others, and one that repeats the last, are only counted.
	FaultLines = 5
	FaultSpan  = time.Minute
)

// Record is where a source writes what becomes of it: it keeps the Report and
// tells the log, of what repeats only that it began. It is for any number of
// goroutines.
type Record struct {
	log *slog.Logger

	mu     sync.Mutex
	report Report
	since  time.Time // the span in which faults are logged began
	lines  int       // were logged in it
}

// NewRecord returns the record of a source that nobody has seen yet.
func NewRecord(log *slog.Logger) *Record { return &Record{log: log} }

// Report returns what is known.
func (r *Record) Report() Report {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.report
}

// Attached says that the source is open, and as what.
func (r *Record) Attached(device, model, driver string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.report.Present {
		r.report.Since = time.Now()
		r.log.Info("the scanner is attached", slog.String("at", device), slog.String("model", model), slog.String("driver", driver))
	}
	r.report.Device, r.report.Model, r.report.Driver, r.report.Present = device, model, driver, true
}

// Gone says why the source cannot be read. It is one fault, however long it
// lasts, and logged again when the reason is another one.
func (r *Record) Gone(why error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.report.Present && r.report.Fault == why.Error() {
		return
	}
	now := time.Now()
	if r.report.Present || r.report.Since.IsZero() {
		r.report.Present, r.report.Since = false, now
		r.report.Faults++
	}
	r.report.Fault, r.report.FaultAt = why.Error(), now
	r.log.Warn("the scanner is not there; looking for it", slog.Any("error", why))
}

// Took counts a symbol that was read.
func (r *Record) Took(at time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.report.Read++
	r.report.ReadAt = at
}

// Fault counts something that was wrong while the source goes on.
func (r *Record) Fault(why error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.fault(why, time.Now())
}

// Alarm counts a fault that no scanner has by itself.
func (r *Record) Alarm(why error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := time.Now()
	r.fault(why, now)
	r.report.Alarm, r.report.AlarmAt = why.Error(), now
}

// fault notes a fault and logs it unless there are too many; the caller holds
// mu.
func (r *Record) fault(why error, now time.Time) {
	again := r.report.Fault == why.Error()
	if now.Sub(r.since) >= FaultSpan {
		r.since, r.lines, again = now, 0, false
	}
	r.report.Faults++
	r.report.Fault, r.report.FaultAt = why.Error(), now
	if r.lines < FaultLines && !again {
		r.lines++
		r.log.Warn("what the scanner sent is no scan", slog.Any("error", why), slog.Uint64("faults", r.report.Faults))
	}
}

// Attend reads a device that may be unplugged at any time, until ctx ends.
// session opens the device, says so with Attached, reads until it is gone and
// returns why; then it is called again, after a wait that grows unless the
// device was there for a while.
func (r *Record) Attend(ctx context.Context, session func(context.Context) error) {
	wait := AttendFirst
	for {
		begun := time.Now()
		err := session(ctx)
		if ctx.Err() != nil {
			return
		}
		if r.Gone(err); time.Since(begun) > AttendLast {
			wait = AttendFirst
		}
		t := time.NewTimer(wait)
		select {
		case <-t.C:
		case <-ctx.Done():
			t.Stop()
			return
		}
		wait = min(2*wait, AttendLast)
	}
}
