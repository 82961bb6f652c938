//go:build 386 || arm

package disktest

import "syscall"

// mountFolder is absent: go-fuse does not compile for 32-bit machines.
func mountFolder(string, *volume) error { return syscall.ENOSYS }
