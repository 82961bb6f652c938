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
		info := db.Info()
		metas := 2 * info.PageSize // hold keeps them
		_, _, _ = syscall.Syscall(syscall.SYS_MADVISE, info.Data+uintptr(metas), uintptr(tx.Size()-int64(metas)), syscall.MADV_DONTNEED)
		return nil
	})
}

// hold keeps the two meta pages of db in memory: bbolt reads them under its
// locks, which a fault there would leave locked. Where the system does not
// allow it, that is so.
func hold(db *bbolt.DB) {
	info := db.Info()
	_, _, _ = syscall.Syscall(syscall.SYS_MLOCK, info.Data, uintptr(2*info.PageSize), 0)
}
