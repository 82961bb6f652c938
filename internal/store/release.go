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
