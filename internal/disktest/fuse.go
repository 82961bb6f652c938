//go:build !386 && !arm

package disktest

import (
	"context"
	"syscall"

	"github.com/hanwen/go-fuse/v2/fs"
	"github.com/hanwen/go-fuse/v2/fuse"
)

// folder shows a volume as a file.
type folder struct {
	fs.Inode
	v *volume
}

// OnAdd puts the file into the folder.
func (f *folder) OnAdd(ctx context.Context) {
	f.AddChild(volumeFile, f.NewPersistentInode(ctx, &node{v: f.v}, fs.StableAttr{Mode: syscall.S_IFREG}), false)
}

// node is the file.
type node struct {
	fs.Inode
	v *volume
}

// Getattr says how large the file is.
func (n *node) Getattr(_ context.Context, _ fs.FileHandle, out *fuse.AttrOut) syscall.Errno {
	out.Mode, out.Size = syscall.S_IFREG|0o600, uint64(n.v.size)
	return 0
}

// Setattr changes nothing: a disk keeps its size.
func (n *node) Setattr(ctx context.Context, f fs.FileHandle, _ *fuse.SetAttrIn, out *fuse.AttrOut) syscall.Errno {
	return n.Getattr(ctx, f, out)
}

// Open lets every read and write through to the volume.
func (n *node) Open(context.Context, uint32) (fs.FileHandle, uint32, syscall.Errno) {
	return nil, fuse.FOPEN_DIRECT_IO, 0
}

// Read reads the volume.
func (n *node) Read(_ context.Context, _ fs.FileHandle, p []byte, off int64) (fuse.ReadResult, syscall.Errno) {
	p = p[:max(0, min(int64(len(p)), n.v.size-off))]
	if err := n.v.read(p, off); err != nil {
		return nil, fs.ToErrno(err)
	}
	return fuse.ReadResultData(p), 0
}

// Write writes to the volume.
func (n *node) Write(_ context.Context, _ fs.FileHandle, p []byte, off int64) (uint32, syscall.Errno) {
	if err := n.v.write(p, off); err != nil {
		return 0, fs.ToErrno(err)
	}
	return uint32(len(p)), 0
}

// Fsync flushes the volume.
func (n *node) Fsync(context.Context, fs.FileHandle, uint32) syscall.Errno {
	return fs.ToErrno(n.v.flush())
}

// mountFolder shows v in dir until dir is unmounted.
func mountFolder(dir string, v *volume) error {
	_, err := fs.Mount(dir, &folder{v: v}, &fs.Options{MountOptions: fuse.MountOptions{
		DirectMount: true, FsName: "disktest", MaxWrite: maxWrite, DisableXAttrs: true,
	}})
	return err
}
