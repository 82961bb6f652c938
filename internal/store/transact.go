package store

import (
	"syscall"

	"go.etcd.io/bbolt"
)

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

// hold keeps the two meta pages of db in memory: bbolt reads them under its
// locks, which a fault there would leave locked. Where the system does not
// allow it, that is so.
func hold(db *bbolt.DB) {
	info := db.Info()
	_, _, _ = syscall.Syscall(syscall.SYS_MLOCK, info.Data, uintptr(2*info.PageSize), 0)
}
