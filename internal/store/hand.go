package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// hand changes a folder in steps that each leave it openable. Its zero value
// is ready.
type hand struct {
	// cut, if not nil, is asked before every step. A test cuts the power in
	// it: after an error nothing is done any more.
	cut func(step string) error
}

func (h hand) do(step string, f func() error) error {
	if h.cut != nil {
		if err := h.cut(step); err != nil {
			return err
		}
	}
	return f()
}

// temp makes an empty file beside path. A leftover is swept at the next
// opening.
func (h hand) temp(path string) (f *os.File, err error) {
	err = h.do("make a file beside "+path, func() error {
		f, err = os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".new-*")
		return err
	})
	return f, err
}

// place puts a whole file where path is, instead of what is there. What was
// there stays under the name aside, if that is not empty.
func (h hand) place(temp, path, aside string) error {
	if aside != "" {
		err := h.do("link "+aside, func() error { return os.Link(path, aside) })
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	if err := h.do("rename to "+path, func() error { return os.Rename(temp, path) }); err != nil {
		return err
	}
	return h.syncDir(filepath.Dir(path))
}

func (h hand) remove(path string) error {
	return h.do("remove "+path, func() error {
		if err := os.Remove(path); !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return nil
	})
}

// makeRoom gives up older evidence where a second file would not fit beside
// it.
func (h hand) makeRoom(path string, need int64) error {
	for n := evidence; n > 0; n-- {
		if free, ok := diskFree(filepath.Dir(path)); !ok || free > need+diskFloor {
			return nil
		}
		if err := h.remove(fmt.Sprintf("%s.damaged-%d", path, n)); err != nil {
			return err
		}
	}
	return nil
}

func (h hand) syncDir(dir string) error {
	return h.do("sync "+dir, func() error { return syncDir(dir) })
}

// aside returns a free name for what path was, the last of few when all are
// taken: the newest evidence then replaces the one before it.
func (h hand) aside(path, why string) (string, error) {
	to := ""
	for n := range evidence {
		to = fmt.Sprintf("%s.%s-%d", path, why, n+1)
		if _, err := os.Lstat(to); errors.Is(err, fs.ErrNotExist) {
			return to, nil
		}
	}
	return to, h.remove(to)
}
