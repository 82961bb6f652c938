package disktest

import (
	"encoding/binary"
	"os"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Linux' question where a file lies on its disk (linux/fiemap.h).
const (
	fiemapAsk    = 0xC020660B
	fiemapHead   = 32
	fiemapExtent = 56
	fiemapSync   = 1 // flush first
)

// Where returns the place on the disk of the byte of a file at off, for
// Faults.Bad.
func Where(t testing.TB, path string, off int64) int64 {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var b [fiemapHead + fiemapExtent]byte
	binary.NativeEndian.PutUint64(b[0:], uint64(off))
	binary.NativeEndian.PutUint64(b[8:], 1)
	binary.NativeEndian.PutUint32(b[16:], fiemapSync)
	binary.NativeEndian.PutUint32(b[24:], 1)
	if _, _, err := unix.Syscall(unix.SYS_IOCTL, f.Fd(), fiemapAsk, uintptr(unsafe.Pointer(&b))); err != 0 {
		t.Fatalf("disktest: ask where %s lies: %v", path, err)
	}
	if binary.NativeEndian.Uint32(b[20:]) != 1 {
		t.Fatalf("disktest: %s has nothing at %d", path, off)
	}
	extent := b[fiemapHead:]
	return int64(binary.NativeEndian.Uint64(extent[8:])) + off - int64(binary.NativeEndian.Uint64(extent))
}
