package store

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
)

// diskFree returns the bytes that are free where dir is, false if the system
// does not say.
func diskFree(dir string) (int64, bool) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(dir, &s); err != nil {
		return 0, false
	}
	return int64(s.Bavail) * int64(s.Bsize), true
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

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

// fileBytes returns 0 for a file that is not there.
func fileBytes(dir, name string) int64 {
	info, err := os.Stat(filepath.Join(dir, name))
	if err != nil {
		return 0
	}
	return info.Size()
}
