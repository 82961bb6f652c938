package sim

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"

	"endcap/internal/store"
)

// keepsake is a copy of a folder and what was true of it.
type keepsake struct {
	dir   string
	truth truth
}

// obey does what is done to a device that is off.
func (d *device) obey(f fault) {
	var err error
	switch f.kind {
	case backup:
		err = d.keep()
	case restored, stateBack, catalogBack:
		err = d.restore(f)
	case catalogGone:
		r := rand.New(rand.NewPCG(f.seed, 1))
		path := filepath.Join(d.dir, store.CatalogFile)
		var b []byte
		if b, err = os.ReadFile(path); err == nil {
			garbage(r, b)
			d.w.rotten.Store(true)
			err = os.WriteFile(path, b, 0o600)
		}
	case cloned:
		d.w.clone(d)
	}
	if err != nil {
		d.w.fail("%s: %s: %v", d.at.Device, f.kind, err)
	}
}

// garbage writes over pages, the first among them mostly.
func garbage(r *rand.Rand, b []byte) {
	for range 1 + r.IntN(4) {
		at := r.IntN(len(b)/4096) * 4096
		if r.IntN(2) == 0 {
			at = r.IntN(2) * 4096
		}
		for i := at; i < min(at+4096, len(b)); i++ {
			b[i] = byte(r.Uint32())
		}
	}
}

// keep copies the folder.
func (d *device) keep() error {
	k := keepsake{dir: fmt.Sprintf("%s-copy-%d", d.dir, len(d.kept)), truth: d.truth.clone()}
	if err := copyFiles(k.dir, d.dir, store.StateFile, store.CatalogFile); err != nil {
		return err
	}
	d.kept = append(d.kept, k)
	return nil
}

// restore puts an older copy back, if there is one.
func (d *device) restore(f fault) error {
	if len(d.kept) == 0 {
		return nil
	}
	k := d.kept[int(f.seed%uint64(len(d.kept)))]
	files := []string{store.StateFile, store.CatalogFile}
	switch f.kind {
	case stateBack:
		files = files[:1]
	case catalogBack:
		files = files[1:]
	}
	if f.kind != catalogBack {
		d.truth = k.truth.clone()
	}
	return copyFiles(d.dir, k.dir, files...)
}

func copyFiles(to, from string, names ...string) error {
	if err := os.MkdirAll(to, 0o700); err != nil {
		return err
	}
	for _, name := range names {
		b, err := os.ReadFile(filepath.Join(from, name))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err == nil {
			err = os.WriteFile(filepath.Join(to, name), b, 0o600)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
