package store

import (
	"errors"
	"fmt"
	"runtime/debug"

	"go.etcd.io/bbolt"
)

// view reads db in one transaction.
func view(db *bbolt.DB, read func(*bbolt.Tx) error) error {
	return guard(func() error { return db.View(read) })
}

// update changes db in one transaction. A commit lists the free pages only
// where reading them together at the next opening would take long: the list is
// one or few pages more to write.
func (s *Store) update(file string, db *bbolt.DB, change func(*bbolt.Tx) error) error {
	err := s.commit(file, func() error {
		return transact(db, func(tx *bbolt.Tx) error {
			db.NoFreelistSync = file == StateFile && inUse(tx) <= walkPages
			return change(tx)
		})
	})
	if file == StateFile && errors.Is(err, errPages) {
		s.doubt(err)
	}
	return err
}

// inUse returns how many pages hold something.
func inUse(tx *bbolt.Tx) int64 {
	stats := tx.DB().Stats()
	return tx.Size()/int64(tx.DB().Info().PageSize) - int64(stats.FreePageN+stats.PendingPageN)
}

// guard runs f and makes an error of what damage does to a reader: bbolt
// panics on pages that make no sense, and a page that the card does not give
// is a fault at an address.
func guard(f func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		r := recover()
		if no, ok := r.(stopped); ok {
			err = no.error
		} else if r != nil {
			err = fmt.Errorf("%w: %v", errPages, r)
		}
	}()
	return f()
}

// transact changes db in one transaction. Unlike bbolt's Update it gives the
// transaction up without reading the file again, which bbolt would do in a
// goroutine of its own, where a page that a dying card does not give ends the
// process.
func transact(db *bbolt.DB, change func(*bbolt.Tx) error) error {
	tx, err := db.Begin(true)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after a commit there is nothing to give up
	if err := guard(func() error { return change(tx) }); err != nil {
		return err
	}
	stop, _ := db.Logger().(*stop)
	if stop != nil {
		stop.armed = true
		defer func() { stop.armed = false }()
	}
	return guard(tx.Commit)
}

// stop ends a commit that the disk did not take, where bbolt tells its log of
// it: what bbolt does next is to read the file again. Only the one goroutine
// that commits arms it.
type stop struct {
	bbolt.DefaultLogger // which is silent but for what follows
	armed               bool
}

// stopped is the panic that ends the commit; guard makes its error of it.
type stopped struct{ error }

// Errorf is how bbolt tells of a fault. After a full disk it goes on, and
// needs to know again which pages are free.
func (s *stop) Errorf(_ string, args ...any) {
	for _, arg := range args {
		if err, ok := arg.(error); ok && s.armed && !full(err) {
			panic(stopped{err})
		}
	}
}

// Infof says nothing.
func (*stop) Infof(string, ...any) {}
