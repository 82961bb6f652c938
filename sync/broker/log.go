package broker

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
)

// logger passes on what the server says. Its notices are noise in a shop, so
// they are for debugging. It ends the process on no word, not even a fatal one.
type logger struct {
	log  *slog.Logger
	over atomic.Bool // Close was called: what cannot be done any more is no fault

	mu    sync.Mutex
	runs  bool   // Start has returned: from now on faults are for the log
	fatal string // the first thing it could not begin with
}

// begun returns what kept the server from beginning, "" for nothing.
func (l *logger) begun() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.runs = true
	return l.fatal
}

func (l *logger) Noticef(format string, v ...any) {
	l.log.Debug("broker notice", slog.String("text", fmt.Sprintf(format, v...)))
}

func (l *logger) Warnf(format string, v ...any) {
	l.log.Warn("broker warning", slog.String("text", fmt.Sprintf(format, v...)))
}

func (l *logger) Errorf(format string, v ...any) {
	level := slog.LevelError
	if l.over.Load() {
		level = slog.LevelDebug
	}
	l.log.Log(context.Background(), level, "broker error", slog.String("text", fmt.Sprintf(format, v...)))
}

func (l *logger) Fatalf(format string, v ...any) {
	text := fmt.Sprintf(format, v...)
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.runs {
		l.log.Error("broker cannot go on", slog.String("text", text))
	}
	l.fatal = cmp.Or(l.fatal, text)
}

func (l *logger) Debugf(string, ...any) {}
func (l *logger) Tracef(string, ...any) {}
