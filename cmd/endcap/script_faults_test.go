package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	"image/png"
	"net"
	"os"
	"os/exec"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"endcap/internal/store"
	"endcap/offers/journal"
	"endcap/sync/wire"
)

// faults are the commands of stories in which something goes wrong:
//
//	badpicture FILE.png none|truncated|huge   a file that is no good picture
//	freeport NAME                             sets $NAME to an address that is free
//	offline DATA                              fills a store as months without headquarters would; sets $events to what waits
//	smalldisk DIR SIZE                        mounts a disk of that size
//
// and the conditions [root] and [mount], which is true where smalldisk works.
func faults() map[string]func(*testscript.TestScript, bool, []string) {
	return map[string]func(*testscript.TestScript, bool, []string){
		"badpicture": badPicture, "freeport": freePort, "offline": offline, "smalldisk": smallDisk,
	}
}

func condition(dir string) func(string) (bool, error) {
	return func(name string) (bool, error) {
		switch name {
		case "root":
			return os.Geteuid() == 0, nil
		case "mount":
			if err := mount(dir, "1m"); err != nil {
				return false, nil //nolint:nilerr // that is the answer
			}
			return true, exec.Command("umount", dir).Run()
		}
		return false, fmt.Errorf("no condition %q", name)
	}
}

func badPicture(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: badpicture FILE.png none|truncated|huge")
	}
	var content []byte
	switch args[1] {
	case "none":
		content = []byte("milk, bread, two yoghurts\n")
	case "truncated":
		var b bytes.Buffer
		ts.Check(png.Encode(&b, image.NewGray(image.Rect(0, 0, 640, 480))))
		content = b.Bytes()[:b.Len()/2]
	case "huge":
		content = hugePNG(10_000, 10_000)
	default:
		ts.Fatalf("no such fault of a picture: %s", args[1])
	}
	tmp := ts.MkAbs(args[0]) + ".tmp"
	ts.Check(os.WriteFile(tmp, content, 0o600))
	ts.Check(os.Rename(tmp, ts.MkAbs(args[0])))
}

// hugePNG begins like a picture of that size; nobody should want the rest.
func hugePNG(width, height uint32) []byte {
	head := binary.BigEndian.AppendUint32([]byte("IHDR"), width)
	head = binary.BigEndian.AppendUint32(head, height)
	head = append(head, 8, 0, 0, 0, 0) // 8 bits of grey
	b := binary.BigEndian.AppendUint32([]byte("\x89PNG\r\n\x1a\n"), uint32(len(head)-4))
	return binary.BigEndian.AppendUint32(append(b, head...), crc32.ChecksumIEEE(head))
}

func freePort(ts *testscript.TestScript, _ bool, args []string) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	ts.Setenv(args[0], l.Addr().String())
	ts.Check(l.Close())
}

// offline writes what may never be dropped until the store takes no more.
func offline(ts *testscript.TestScript, _ bool, args []string) {
	s, err := store.Open(ts.MkAbs(args[0]), store.Options{Address: wire.Address{Tenant: "demo", Store: "harbour", Device: "cart-07"}, MaxSize: 1 << 20})
	ts.Check(err)
	defer s.Close()
	// Packing makes room after a refusal: full is what stays so.
	for n, refused := 64, 0; refused < 3; {
		step := journal.Step{}
		for range n {
			step.Events = append(step.Events, wire.NewEvent(wire.LabelShown, time.Now(), rand.Text()+rand.Text()))
		}
		switch err := s.Do(context.Background(), step); {
		case errors.Is(err, store.ErrFull) && n == 1:
			refused++
			time.Sleep(300 * time.Millisecond)
		case errors.Is(err, store.ErrFull):
			n /= 2
		default:
			ts.Check(err)
			refused = 0
		}
	}
	ts.Setenv("events", fmt.Sprint(s.Stats().Waiting()))
}

func smallDisk(ts *testscript.TestScript, _ bool, args []string) {
	dir := ts.MkAbs(args[0])
	ts.Check(os.MkdirAll(dir, 0o700))
	// It goes when its pipe ends, so that a test that is killed leaves no disk.
	keeper := exec.Command("sh", "-c", `cat; umount --lazy "$0"`, dir)
	pipe, err := keeper.StdinPipe()
	ts.Check(err)
	ts.Check(keeper.Start())
	ts.Defer(func() {
		if err := errors.Join(pipe.Close(), keeper.Wait()); err != nil {
			ts.Logf("unmount the small disk: %v", err)
		}
	})
	ts.Check(mount(dir, args[1]))
}

func mount(dir, size string) error {
	if os.Geteuid() != 0 {
		return errors.New("only root may mount a disk")
	}
	return exec.Command("mount", "-t", "tmpfs", "-o", "size="+size, "tmpfs", dir).Run()
}
