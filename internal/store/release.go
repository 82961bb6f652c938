package store

import (
	"syscall"

	"go.etcd.io/bbolt"
)

// release gives back the memory through which db was read. The pages stay in
// the system's cache for as long as it has room, and come back by themselves;
// without this a few hundred readings of products would keep the whole price
// book in the process.
func release(db *bbolt.DB) {
	_ = view(db, func(tx *bbolt.Tx) error { // a saving, no duty: errors change nothing
		_, _, _ = syscall.Syscall(syscall.SYS_MADVISE, db.Info().Data, uintptr(tx.Size()), syscall.MADV_DONTNEED)
		return nil
	})
}
