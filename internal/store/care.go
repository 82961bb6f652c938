package store

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"go.etcd.io/bbolt"

	"endcap/device"
	"endcap/internal/boltfile"
)

// care looks after an open store until quit: it checks a file that was not
// closed, and calls the opening good after a while.
func (s *Store) care() {
	defer close(s.cared)
	good := time.NewTimer(early)
	defer good.Stop()
	check := time.NewTimer(checkAfter)
	defer check.Stop()
	if s.clean {
		check.Stop()
	}
	for {
		select {
		case <-s.w.quit:
			return
		case <-check.C:
			s.checkBehind()
		case <-good.C:
			s.leave(func(w *word) { w.Openings = 0 })
		}
	}
}

// checkBehind reads a file that was not closed, while it is in use.
func (s *Store) checkBehind() {
	began := time.Now()
	switch pages, err := s.readWhole(s.quitting); {
	case errors.Is(err, errPages):
		s.doubt(err)
	case err != nil:
		s.log.Info("the check of the local ledger was given up", slog.Any("error", err))
	default:
		s.log.Info("the local ledger was not closed; it is whole", slog.Int("pages", pages), slog.Duration("took", time.Since(began)))
	}
}

var (
	errGrown = errors.New("too much was written meanwhile")
	errQuit  = errors.New("the store is being closed")
)

func (s *Store) quitting() bool {
	select {
	case <-s.w.quit:
		return true
	default:
		return false
	}
}

// readWhole reads every page and every record of state.db as it is now, in a
// transaction that keeps them from being written over.
func (s *Store) readWhole(quit func() bool) (int, error) {
	f, err := os.Open(stateFile(s.dir, 0).path)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	n := 0
	err = s.state.View(func(tx *bbolt.Tx) error {
		pages, err := boltfile.Open(f)
		if err != nil {
			return err
		}
		for _, state := range pages.States {
			if state.Tx == uint64(tx.ID()) {
				count, err := state.Check(boltfile.Visitor{Record: legible, Page: s.pace(quit, pages.Bytes)})
				n = count.Read
				return err
			}
		}
		return fmt.Errorf("%w: both meta pages were written anew", errGrown)
	})
	return n, err
}

// pace leaves the disk to others between pages.
func (s *Store) pace(quit func() bool, size int64) func(int) error {
	return func(pages int) error {
		switch {
		case pages%checkStep != 0:
			return nil
		case fileBytes(s.dir, StateFile) > size+checkGrowth:
			return errGrown
		case quit != nil && quit():
			return errQuit
		case quit != nil:
			<-time.After(checkPause)
		}
		return nil
	}
}

// doubt has the file repaired at the next opening.
func (s *Store) doubt(err error) {
	s.log.Error("the local ledger is damaged; it is repaired at the next start", slog.Any("error", err))
	s.leave(func(w *word) { w.Doubt = err.Error() })
}

// leave changes the word for the next opening.
func (s *Store) leave(change func(*word)) {
	s.wordMu.Lock()
	defer s.wordMu.Unlock()
	change(&s.word)
	if err := s.word.leave(s.dir); err != nil {
		s.log.Warn("no word is left for the next start", slog.Any("error", err))
	}
}

// Health says how the local ledger is.
func (s *Store) Health() device.Health {
	s.wordMu.Lock()
	defer s.wordMu.Unlock()
	h := device.Health{Part: "store", State: device.Well, Text: "whole"}
	switch last := len(s.repairs) - 1; {
	case s.word.Doubt != "":
		h.State, h.Text = device.Poor, "damaged: restart the device, which repairs it, and replace the storage card if that repeats: "+s.word.Doubt
	case last >= 0:
		r := s.repairs[last]
		h.State, h.Text = device.Poor, fmt.Sprintf("repaired at this start (%s): kept %s, lost %s; keep %s for support and replace the storage card if that repeats", r.Step, r.Kept, r.Lost, r.Evidence)
	case s.word.strikes() != "":
		h.State, h.Text = device.Poor, s.word.strikes()+": the local ledger was read whole and is not the cause; send the log to support"
	}
	return h
}
