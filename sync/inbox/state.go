package inbox

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"endcap/sync/wire"
)

// State is what the inbox knows. It decides; it does nothing.
//
//	IDLE --head, newer--> LOOK --lacks none--> SWITCH --done--> IDLE
//	                      ^  | lacks some        | failed
//	                      ^  |  |                +--three times--> left alone
//	        the last came |  v  +-- whole, but not its time --> HELD --due--> LOOK
//	                      FETCH <--again, later--+
//
// The zero value has no book and wants none.
type State struct {
	book  wire.Manifest // in force
	head  wire.Manifest // the newest that is known
	want  wire.Manifest // the book being fetched; version 0 is none
	left  []wire.Chunk  // not staged yet; the first `asked` are on their way
	asked int
	wait  time.Duration // how long an answer may take
	due   time.Time     // when to try again; zero while there is nothing to try
	fails int           // times that want could not be put together, though there was room
	alone wire.Edition  // that failed too often
	held  bool          // want is whole, and it is not its time yet
	until time.Time     // when it is certainly its time, whatever the clock shows; zero while it is not held
	fault string        // why the newest book is not in force; "" is fine
}

// Event is something that happened to the inbox.
type Event interface{ event() }

// Events. Each is one of these.
type (
	// Head is a manifest that was opened: rightly signed, for this store; and
	// the book in force.
	Head struct{ Manifest, Book wire.Manifest }
	// Refused is a manifest that was not; the book in force stays.
	Refused struct{ Why error }
	// Lacks tells which chunks of the wanted book are not staged, and what the
	// clock of the device shows.
	Lacks struct {
		Chunks []wire.Chunk
		At     time.Time
	}
	// Came is a chunk that came, by its name and length.
	Came struct {
		SHA256 string
		Len    int
	}
	// Switched tells that the wanted book is in force.
	Switched struct{}
	// Failed tells that something to be done was not: the disk was full, the
	// book could not be read.
	Failed struct{ Why error }
	// Tick tells that time has passed, and the book in force.
	Tick struct{ Book wire.Manifest }
)

func (Head) event()     {}
func (Refused) event()  {}
func (Lacks) event()    {}
func (Came) event()     {}
func (Switched) event() {}
func (Failed) event()   {}
func (Tick) event()     {}

// Effect is one thing to do, the first that is set. An empty one is nothing.
type Effect struct {
	Look   *wire.Manifest // ask the shelf what is missing, then tell Lacks
	Ask    []string       // ask headquarters for these chunks
	Switch *wire.Manifest // put the book in force, then tell Switched
}

// Wants tells whether a chunk is one that was asked for. Only then it is
// staged, and Came is told after that.
func (s State) Wants(sha256 string, length int) bool {
	return slices.ContainsFunc(s.left[:s.asked], func(c wire.Chunk) bool { return c.SHA256 == sha256 && c.Len == length })
}

// Broken tells whether chunks were asked for over a session that is over, and
// so do not come any more.
func (s State) Broken() bool { return s.asked > 0 }

// On returns what is known after e, and what is to be done.
func (s State) On(e Event, now time.Time) (State, Effect) {
	switch e := e.(type) {
	case Head:
		s.book = e.Book
		if e.Manifest.Edition().Compare(s.head.Edition()) >= 0 {
			s.head = e.Manifest
		}
		return s.begin()
	case Refused:
		s.fault = fmt.Sprintf("a price book was refused: %v; book %s stays", e.Why, s.book.Edition())
	case Lacks:
		s.left, s.asked, s.due, s.held = e.Chunks, 0, time.Time{}, false
		m := s.want
		if len(e.Chunks) > 0 || m.Version == 0 {
			return s.next(now)
		}
		return s.hold(e.At, now)
	case Came:
		i := slices.IndexFunc(s.left[:s.asked], func(c wire.Chunk) bool { return c.SHA256 == e.SHA256 })
		if i < 0 {
			return s, Effect{}
		}
		s.left = slices.Concat(s.left[:i], s.left[i+1:])
		s.wait, s.due = firstWait, now.Add(firstWait)
		if s.asked--; s.asked == 0 {
			return s.next(now)
		}
	case Switched:
		s.book, s.fault = s.want, ""
		s = s.drop()
	case Failed:
		return s.failed(e.Why, now), Effect{}
	case Tick:
		s.book = e.Book
		return s.tick(now)
	}
	return s, Effect{}
}

// Due returns when a Tick is wanted, zero for never.
func (s State) Due() time.Time { return s.due }

// hold keeps a whole book until its time. A clock may be put right meanwhile,
// and one that stands still is passed over: it is no earlier than when the book
// was made, so the time from then on is enough.
func (s State) hold(at, now time.Time) (State, Effect) {
	m := s.want
	wait := m.NotBefore.Sub(at)
	if s.until.IsZero() {
		s.until = now.Add(min(wait, m.NotBefore.Sub(m.Made)))
	}
	if wait = min(wait, s.until.Sub(now)); wait <= 0 {
		s.until = time.Time{}
		return s, Effect{Switch: &m}
	}
	s.held, s.due = true, now.Add(min(wait, again))
	return s, Effect{}
}

// Held reports whether the wanted book is whole here, and waits only for its
// time.
func (s State) Held() bool { return s.held }

// Fault returns why the newest book is not in force as a sentence, "" when it
// is.
func (s State) Fault() string { return s.fault }

// begin begins with the newest book if it is newer; what is staged of another
// one may stay of use.
func (s State) begin() (State, Effect) {
	m, e := s.head, s.head.Edition()
	if e == s.book.Edition() && m.Root != s.book.Root {
		s.fault = fmt.Sprintf("headquarters has published another book under the number of the one in force, %s: it was restored from a backup; publish with a new epoch", e)
	}
	for _, known := range [...]wire.Edition{s.book.Edition(), s.want.Edition(), s.alone} {
		if e.Compare(known) <= 0 {
			return s, Effect{}
		}
	}
	s = s.drop()
	s.want, s.fault = m, ""
	return s, Effect{Look: &m}
}

// next asks for more chunks, or looks whether there are more to ask for.
func (s State) next(now time.Time) (State, Effect) {
	switch {
	case s.want.Version == 0:
		return s, Effect{}
	case len(s.left) == 0:
		m := s.want
		s.due = time.Time{}
		return s, Effect{Look: &m}
	}
	s.asked = min(len(s.left), Ask)
	s.due = now.Add(s.wait)
	names := make([]string, s.asked)
	for i, c := range s.left[:s.asked] {
		names[i] = c.SHA256
	}
	return s, Effect{Ask: names}
}

// tick tries again what took too long.
func (s State) tick(now time.Time) (State, Effect) {
	if s.want.Version == 0 {
		return s.begin()
	}
	if s.due.IsZero() || now.Before(s.due) {
		return s, Effect{}
	}
	s.due = time.Time{}
	if !s.held {
		s.wait = min(2*s.wait, longWait)
	}
	if s.asked > 0 {
		s.fault = fmt.Sprintf("book %s is not complete: %d chunks are missing and do not come; book %s stays", s.want.Edition(), len(s.left), s.book.Edition())
		return s.next(now)
	}
	m := s.want
	return s, Effect{Look: &m}
}

// failed looks again later, or gives the book up.
func (s State) failed(why error, now time.Time) State {
	if s.want.Version == 0 {
		return s
	}
	s.fault = fmt.Sprintf("book %s could not be put in force: %v; book %s stays", s.want.Edition(), why, s.book.Edition())
	s.left, s.asked, s.held = nil, 0, false
	if !errors.Is(why, ErrNoRoom) {
		s.fails++
	}
	if s.fails >= Strikes || errors.Is(why, ErrAlone) {
		s.alone = s.want.Edition()
		s.fault += "; it is left alone until a newer one is published"
		return s.drop()
	}
	s.due = now.Add(s.wait)
	return s
}

// drop forgets the wanted book.
func (s State) drop() State {
	s.want, s.left, s.asked, s.fails, s.held = wire.Manifest{}, nil, 0, 0, false
	s.wait, s.due, s.until = firstWait, time.Time{}, time.Time{}
	return s
}
