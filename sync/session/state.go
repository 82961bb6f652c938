package session

import (
	"log/slog"
	"time"

	"endcap/sync/wire"
)

// State is how the line stands, for a health page.
type State struct {
	Online  bool
	Since   time.Time // online or offline
	Session uint64    // the number of the last that was welcomed, 0 for none
	Broker  string    // its broker
	Last    string    // why the line was last lost or not opened; "" is never
	Up      string    // what is wrong with events going up, a sentence; "" is nothing
	Down    string    // why the newest price book is not in force, a sentence; "" is nothing
	Twin    bool      // another device answers to the same name
	Pending uint64    // events that headquarters has not acknowledged, of all streams
}

// State returns how the line stands now. Any goroutine may ask.
func (s *Session) State() State {
	pending := uint64(0)
	for _, stream := range wire.Streams {
		next, safe := s.o.Store.Standing(stream)
		pending += next - 1 - safe
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	st := s.state
	st.Up, st.Down = s.up.Fault(), s.in.Fault()
	st.Pending = pending
	return st
}

func (s *Session) online(n uint64, broker string, twin bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.state = State{Online: true, Since: time.Now(), Session: n, Broker: broker, Twin: twin, Last: s.state.Last}
	s.log.Info("headquarters reached", slog.Uint64("session", n), slog.String("broker", broker))
}

// offline notes why the line is down. What repeats is logged once.
func (s *Session) offline(why error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	text := ""
	if why != nil {
		text = why.Error()
	}
	if s.state.Online || text != s.state.Last {
		s.log.Warn("headquarters not reached", slog.String("error", text))
	}
	s.down()
	s.state.Last = text
}

// left notes that the line is down because that was asked for.
func (s *Session) left() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.down()
}

func (s *Session) down() {
	if s.state.Online {
		s.state.Online, s.state.Since = false, time.Now()
	}
}
