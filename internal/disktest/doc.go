// Package disktest is a disk that can be cut off its power, fail and be slow
// on order, for tests of what must not be lost.
//
// # What it is made of
//
// A volume is a medium and the volatile cache before it, both in memory. A
// FUSE file system shows it as one file, a loop device lies on that file, and
// a real ext4 on the loop device:
//
//	test ─► ext4 ─► loop device ─► FUSE file ─► cache ─► medium
//	                                              └ flush ┘
//
// So the kernel's own page cache, journal and write ordering are between the
// test and the disk, as they are in a cart.
//
// # A cut
//
// [Disk.Cut] is the moment at which the power goes: nothing that was not
// flushed is sure. Each unflushed block of 4 KiB reaches the medium with a
// chance, in any of the last contents it had since the flush, and may be torn
// between sectors of 512 bytes. From then on the disk gives and takes nothing.
// [Disk.Restore] switches it on again; ext4 replays its journal.
//
// # A process of its own
//
// The disk runs in a second process of the test's binary. A process that waits
// for a page of a file that it must itself provide would wait for ever: a page
// fault stops a Go thread where the runtime cannot take it away. It also
// unmounts and lets go of everything when the test's process ends, whichever
// way it ends. Hence every package that uses a disk has
//
//	func TestMain(m *testing.M) { disktest.Main(m) }
//
// It needs root, /dev/fuse, loop devices and mkfs.ext4; a test that asks for a
// disk elsewhere is skipped and says so.
package disktest
