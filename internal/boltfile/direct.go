package boltfile

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// direct reads a file through the system's cache and, where that gives
// nothing, asks the card itself: the cache reads many pages together and has
// none of them where the card does not give one.
type direct struct{ *os.File }

// ReadAt reads as io.ReaderAt says.
func (d direct) ReadAt(b []byte, off int64) (int, error) {
	n, err := d.File.ReadAt(b, off)
	if !errors.Is(err, syscall.EIO) {
		return n, err
	}
	f, err2 := os.OpenFile(fmt.Sprintf("/proc/self/fd/%d", d.Fd()), os.O_RDONLY|syscall.O_DIRECT, 0)
	if err2 != nil {
		return n, err // as the cache said
	}
	defer f.Close()
	page := int64(os.Getpagesize()) // a card is asked for whole sectors, into memory that begins with a page
	from := off - off%page
	whole, err2 := syscall.Mmap(-1, 0, int(off+int64(len(b))-from+page-1)/int(page)*int(page), syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err2 != nil {
		return n, err
	}
	defer syscall.Munmap(whole) //nolint:errcheck // it was mapped
	got, err := f.ReadAt(whole, from)
	if n = got - int(off-from); n < len(b) {
		return max(0, n), err
	}
	return copy(b, whole[off-from:]), nil
}
