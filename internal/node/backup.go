package node

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"endcap/internal/store"
	"endcap/sync/wire"
)

// Backup is a backup that a running device wrote.
type Backup struct {
	Path string `json:"path"`
	store.Backup
}

// backup writes a backup into the folder of the store, where few are kept.
func (s sight) backup(ctx context.Context) (b Backup, err error) {
	dir, err := filepath.Abs(filepath.Join(string(s.config.Data), "backup"))
	if err != nil {
		return b, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return b, fmt.Errorf("make the folder of backups: %w", err)
	}
	if err := keepFew(dir); err != nil {
		return b, err
	}
	now := time.Now().UTC()
	path := filepath.Join(dir, string(s.config.Device)+"-"+now.Format("20060102T150405.000Z")+".backup")
	b.Path = path
	b.Backup, err = s.store.Backup(ctx, path, store.Backup{
		Made: now.Truncate(time.Second), By: s.version,
		Of: wire.Address{Tenant: string(s.config.Tenant), Store: string(s.config.Store), Device: string(s.config.Device)},
	})
	return b, err
}

// keepFew deletes what nobody fetched, half-written ones among it, but for the
// newest.
func keepFew(dir string) error {
	left, err := filepath.Glob(filepath.Join(dir, "*.backup*"))
	if err != nil {
		return err
	}
	slices.Sort(left)
	for _, path := range left[:max(0, len(left)-keepBackups)] {
		if err := os.Remove(path); err != nil {
			return fmt.Errorf("delete an old backup: %w", err)
		}
	}
	return nil
}
