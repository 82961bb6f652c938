package store

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"runtime/debug"
	"syscall"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"
)

// file is one of the two files and how it is opened.
type file struct {
	path string
	size int64 // bytes it does not outgrow
	// small says that the file is read whole at every opening. That finds
	// damage before anything builds on it, and saves writing the list of free
	// pages with every commit.
	small    bool
	readOnly bool
	// fill makes what a new file holds.
	fill func(*bbolt.Tx) error
}

var errPages = errors.New("pages that make no sense")

func (f file) options() *bbolt.Options {
	return &bbolt.Options{
		Timeout: lockWait, FreelistType: bbolt.FreelistMapType, NoFreelistSync: f.small,
		InitialMmapSize: mapSize, MaxSize: int(min(f.size, math.MaxInt)), ReadOnly: f.readOnly,
	}
}

// open opens the file, made first if there is none.
func (f file) open() (*bbolt.DB, error) {
	if !f.readOnly {
		if err := f.create(); err != nil {
			return nil, fmt.Errorf("store: make %s: %w", f.path, remedy(err))
		}
	}
	db, err := f.try()
	if err != nil {
		return nil, fmt.Errorf("store: open %s: %w", f.path, explainOpen(err))
	}
	return db, nil
}

func (f file) bolt(path string) (*bbolt.DB, error) {
	db, err := bbolt.Open(path, 0o600, f.options())
	if err != nil {
		return nil, err
	}
	db.AllocSize = growBy
	return db, nil
}

func explainOpen(err error) error {
	var sys *fs.PathError
	switch {
	case errors.Is(err, bolterrors.ErrTimeout):
		return ErrLocked
	case errors.As(err, &sys):
		return remedy(err)
	default:
		return fmt.Errorf("%w (%w)", ErrDamaged, err)
	}
}

// remedy says what to do about a folder that the system does not let us use.
func remedy(err error) error {
	switch {
	case errors.Is(err, syscall.EROFS):
		return fmt.Errorf("%w: a storage card that wears out turns read-only: replace it, or mount it to be written", syscall.EROFS)
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("%w: give the user that runs endcap the right to read and write there", fs.ErrPermission)
	}
	return err
}

// try opens the file and proves what would otherwise be found out by a crash.
func (f file) try() (*bbolt.DB, error) {
	if f.small && !f.readOnly {
		// bbolt reads the pages in a goroutine of its own, where a fault
		// cannot be caught: read them here before.
		peek := f
		peek.readOnly = true
		db, err := peek.try()
		if err != nil {
			return nil, err
		}
		if err := db.Close(); err != nil {
			return nil, err
		}
	}
	var db *bbolt.DB
	err := guard(func() (err error) {
		db, err = f.bolt(f.path)
		return err
	})
	if err != nil {
		return nil, err
	}
	if err := view(db, f.check); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// check finds a file cut short and, peeking at a small one, every page that
// cannot be read.
func (f file) check(tx *bbolt.Tx) error {
	info, err := os.Stat(f.path)
	if err != nil {
		return err
	}
	if info.Size() < tx.Size() {
		return fmt.Errorf("%w: %d bytes of %d", errPages, info.Size(), tx.Size())
	}
	if !f.small || !f.readOnly {
		return nil
	}
	return tx.ForEach(func(_ []byte, b *bbolt.Bucket) error { return walk(b) })
}

func walk(b *bbolt.Bucket) error {
	var touched byte
	return b.ForEach(func(k, v []byte) error {
		if v == nil {
			return walk(b.Bucket(k))
		}
		for i := 0; i < len(v); i += 512 {
			touched ^= v[i]
		}
		return nil
	})
}

// create makes the file beside its place and puts it there whole, so that a
// power cut leaves none or a good one. A file of no bytes is none.
func (f file) create() error {
	info, err := os.Stat(f.path)
	if err == nil && info.Size() > 0 {
		return nil
	}
	if err == nil {
		err = os.Remove(f.path)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	temp, err := os.CreateTemp(filepath.Dir(f.path), filepath.Base(f.path)+".new-*")
	if err != nil {
		return err
	}
	defer os.Remove(temp.Name()) //nolint:errcheck // a leftover is swept at the next opening
	temp.Close()
	db, err := f.bolt(temp.Name())
	if err != nil {
		return err
	}
	if err := errors.Join(db.Update(f.fill), db.Close()); err != nil {
		return err
	}
	// A link, unlike a rename, leaves alone what another process has put there
	// and perhaps locked meanwhile.
	if err := os.Link(temp.Name(), f.path); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return syncDir(filepath.Dir(f.path))
}

// makeDir makes the folder so that it is there after a power cut.
func makeDir(dir string) error {
	if _, err := os.Stat(dir); err == nil {
		return nil
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	return syncDir(filepath.Dir(dir))
}

// sweep removes half-made files that a power cut left. The folder is locked.
func sweep(dir string) error {
	left, err := filepath.Glob(filepath.Join(dir, "*.db.new-*"))
	for _, path := range left {
		err = errors.Join(err, os.Remove(path))
	}
	return err
}

// setAside renames a damaged file and returns its new name. Past the limit
// the newest evidence replaces the one before it.
func setAside(path string) (string, error) {
	to := ""
	for n := range evidence {
		to = fmt.Sprintf("%s.damaged-%d", path, n+1)
		if _, err := os.Lstat(to); errors.Is(err, fs.ErrNotExist) {
			break
		}
	}
	if err := os.Rename(path, to); err != nil {
		return "", err
	}
	return to, syncDir(filepath.Dir(path))
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

// view reads db in one transaction.
func view(db *bbolt.DB, read func(*bbolt.Tx) error) error {
	return guard(func() error { return db.View(read) })
}

// update changes db in one transaction.
func (s *Store) update(file string, db *bbolt.DB, change func(*bbolt.Tx) error) error {
	return s.commit(file, func() error { return guard(func() error { return db.Update(change) }) })
}

// guard runs f and makes an error of what damage does to a reader: bbolt
// panics on pages that make no sense, and a page that the card does not give
// is a fault at an address.
func guard(f func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%w: %v", errPages, r)
		}
	}()
	return f()
}
