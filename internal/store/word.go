package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// word is what an opening leaves to the next one. It is a file of its own,
// because state.db may be what ends the process. It is not flushed: a process
// that dies leaves it in the system's cache, and a lost one counts as none.
type word struct {
	// Openings were not closed and lasted less than a minute, this one
	// included.
	Openings int `json:"openings"`
	// Doubt is damage that was found while the store was open.
	Doubt string `json:"doubt,omitempty"`
}

const wordFile = "opening"

// readWord returns nothing for a word that cannot be read.
func readWord(dir string) (w word) {
	text, err := os.ReadFile(filepath.Join(dir, wordFile))
	if err != nil || json.Unmarshal(text, &w) != nil || w.Openings < 0 {
		return word{}
	}
	return w
}

// leave writes the word. One that says nothing is no file.
func (w word) leave(dir string) error {
	path := filepath.Join(dir, wordFile)
	if w == (word{}) {
		if err := os.Remove(path); !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return nil
	}
	text, err := json.Marshal(w)
	if err != nil {
		return err
	}
	return os.WriteFile(path, text, 0o600)
}

// strikes says that the process ended too often too soon.
func (w word) strikes() string {
	if w.Openings <= strikes {
		return ""
	}
	return fmt.Sprintf("the process ended %d times within a minute of its start", w.Openings-1)
}
