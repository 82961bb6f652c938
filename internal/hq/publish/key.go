package publish

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/google/renameio/v2"
)

// Names of the key's files in headquarters' folder.
const (
	KeyFile    = "book.key" // the seed, base64, mode 0600: it never leaves the folder
	PublicFile = "book.pub" // the public half, one line of base64: every device gets it
)

// ErrKey is returned when the key's file is not a key or others can read it.
var ErrKey = errors.New("publish: not a usable key")

// OpenKey returns headquarters' signing key. The first call in a folder makes
// it; where two processes do so at once, both get the one that came first.
func OpenKey(dir string) (ed25519.PrivateKey, error) {
	path := filepath.Join(dir, KeyFile)
	key, err := readKey(path)
	if errors.Is(err, fs.ErrNotExist) {
		if err = makeKey(dir); err == nil {
			key, err = readKey(path)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("publish: the key in %s: %w", path, err)
	}
	public := base64.StdEncoding.EncodeToString(key.Public().(ed25519.PublicKey)) + "\n"
	if b, err := os.ReadFile(filepath.Join(dir, PublicFile)); err == nil && string(b) == public {
		return key, nil
	}
	if err := renameio.WriteFile(filepath.Join(dir, PublicFile), []byte(public), 0o644); err != nil {
		return nil, fmt.Errorf("publish: write the public key: %w", err)
	}
	return key, nil
}

func readKey(path string) (ed25519.PrivateKey, error) {
	f, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if f.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("%w: others can read it: chmod 600 %s", ErrKey, path)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	seed, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(b)))
	if err != nil || len(seed) != ed25519.SeedSize {
		return nil, fmt.Errorf("%w: it is not %d bytes in base64: put the backup in its place; without it every device needs a new public key", ErrKey, ed25519.SeedSize)
	}
	return ed25519.NewKeyFromSeed(seed), nil
}

// makeKey writes a new key beside its place and links it there: unlike a
// rename, a link never replaces the key of a process that was faster.
func makeKey(dir string) error {
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, KeyFile+".*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) //nolint:errcheck // a name too many harms nobody
	_, err = f.WriteString(base64.StdEncoding.EncodeToString(key.Seed()) + "\n")
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Link(f.Name(), filepath.Join(dir, KeyFile)); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return syncDir(dir)
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
