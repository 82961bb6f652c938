package store

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"endcap/internal/boltfile"
)

// file is one of the two files and how it is opened.
type file struct {
	path     string
	size     int64 // bytes it does not outgrow
	readOnly bool
	// distrust has every page read before bbolt is given the file.
	distrust bool
	// fill makes what a new file holds, legible judges a record.
	fill    func(*bbolt.Tx) error
	legible func(path [][]byte, k, v []byte) error
	hand    hand
}

// options leave the list of free pages out of commits; Store.update puts it in
// where a file is large.
func (f file) options(held *os.File) *bbolt.Options {
	o := &bbolt.Options{
		Timeout: lockWait, FreelistType: bbolt.FreelistMapType, NoFreelistSync: true,
		InitialMmapSize: mapSize, MaxSize: int(min(f.size, math.MaxInt)), ReadOnly: f.readOnly,
		Logger: &stop{},
	}
	if held != nil {
		o.OpenFile = func(string, int, os.FileMode) (*os.File, error) { return held, nil }
	}
	return o
}

// open opens the file, made first if there is none.
func (f file) open() (*bbolt.DB, error) {
	if !f.readOnly {
		if err := f.create(); err != nil {
			return nil, fmt.Errorf("store: make %s: %w", f.path, remedy(err))
		}
	}
	held, err := f.hold()
	if err != nil {
		return nil, fmt.Errorf("store: open %s: %w", f.path, remedy(err))
	}
	db, err := f.take(held)
	if err != nil {
		return nil, fmt.Errorf("store: open %s: %w", f.path, remedy(err))
	}
	return db, nil
}

// hold opens and locks the file as bbolt would: until the handle is closed, no
// other process has it.
func (f file) hold() (*os.File, error) {
	flag, how := os.O_RDWR, syscall.LOCK_EX
	if f.readOnly {
		flag, how = os.O_RDONLY, syscall.LOCK_SH
	}
	for until := time.Now().Add(lockWait); ; {
		held, err := os.OpenFile(f.path, flag, 0)
		if err != nil {
			return nil, err
		}
		if err = syscall.Flock(int(held.Fd()), how|syscall.LOCK_NB); err == nil && sameFile(held, f.path) {
			return held, nil
		}
		held.Close()
		switch {
		case err != nil && !errors.Is(err, syscall.EWOULDBLOCK):
			return nil, fmt.Errorf("lock it: %w", err)
		case !time.Now().Before(until):
			return nil, ErrLocked
		}
		<-time.After(lockPoll)
	}
}

// sameFile reports whether f is still what stands at path: whoever waited for
// a lock may hold a file that was replaced meanwhile.
func sameFile(f *os.File, path string) bool {
	a, err := f.Stat()
	b, err2 := os.Stat(path)
	return err == nil && err2 == nil && os.SameFile(a, b)
}

// take gives a held file to bbolt, after proof of what would otherwise be
// found out by a crash. ErrDamaged says that the pages are at fault; the handle
// is closed then.
func (f file) take(held *os.File) (db *bbolt.DB, err error) {
	if err := f.prove(held); err != nil {
		held.Close()
		return nil, err
	}
	err = guard(func() (err error) {
		db, err = bbolt.Open(f.path, 0o600, f.options(held))
		return err
	})
	if err != nil {
		held.Close() // bbolt may have panicked before it did
		if errors.Is(err, errPages) || errors.Is(err, bolterrors.ErrInvalid) || errors.Is(err, bolterrors.ErrChecksum) {
			err = fmt.Errorf("%w (%w)", ErrDamaged, err)
		}
		return nil, err
	}
	db.AllocSize = growBy
	hold(db)
	return db, nil
}

// prove reads what opening is going to build on: all of a file that bbolt is
// going to read whole anyway, in a goroutine where no fault can be caught.
func (f file) prove(held *os.File) error {
	pages, err := newer(boltfile.Open(held))
	if err != nil {
		return err
	}
	if len(pages.States) == 0 {
		return fmt.Errorf("%w (%w: neither of its two meta pages can be read)", ErrDamaged, errPages)
	}
	newest := pages.States[0]
	v := boltfile.Visitor{Roots: !f.distrust && newest.ListsFree()}
	if !v.Roots {
		v.Record = f.legible
	}
	if _, err := newest.Check(v); err != nil {
		return fmt.Errorf("%w (%w)", ErrDamaged, err)
	}
	return nil
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

// create makes the file beside its place and puts it there whole, so that a
// power cut leaves none or a good one. A file of no bytes is none.
func (f file) create() error {
	info, err := os.Stat(f.path)
	if err == nil && info.Size() > 0 {
		return nil
	}
	if err == nil {
		err = f.hand.remove(f.path)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	temp, err := f.beside(nil, func(db *bbolt.DB) error { return db.Update(f.fill) })
	if err != nil {
		return err
	}
	defer os.Remove(temp) //nolint:errcheck // a leftover is swept at the next opening
	// A link, unlike a rename, leaves alone what another process has put there
	// and perhaps locked meanwhile.
	err = f.hand.do("link "+f.path, func() error { return os.Link(temp, f.path) })
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return f.hand.syncDir(filepath.Dir(f.path))
}

// beside makes a file beside its place, synced, and returns its name: prepare
// may write pages first, write goes through bbolt. A half-made one is removed.
func (f file) beside(prepare func(io.WriterAt) error, write func(*bbolt.DB) error) (name string, err error) {
	temp, err := f.hand.temp(f.path)
	if err != nil {
		return "", err
	}
	name = temp.Name()
	if prepare != nil {
		err = prepare(temp)
	}
	if err = errors.Join(err, temp.Close()); err == nil {
		err = f.hand.do("write "+name, func() error { return f.through(name, write) })
	}
	if err != nil {
		return "", errors.Join(err, f.hand.remove(name))
	}
	return name, nil
}

func (f file) through(name string, write func(*bbolt.DB) error) error {
	f.readOnly = false
	db, err := bbolt.Open(name, 0o600, f.options(nil))
	if err != nil {
		return err
	}
	db.AllocSize = growBy
	err = guard(func() error { return write(db) })
	return errors.Join(err, db.Sync(), db.Close())
}
