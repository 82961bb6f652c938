package stage

import (
	"fmt"
	"image"
	"image/png"
	"path/filepath"

	"github.com/google/renameio/v2"
)

// Drop puts a picture into a folder as a camera program would: whole or not
// at all.
func Drop(folder, name string, img image.Image) error {
	f, err := renameio.NewPendingFile(filepath.Join(folder, name))
	if err != nil {
		return fmt.Errorf("stage: picture %s: %w", name, err)
	}
	defer f.Cleanup() //nolint:errcheck // nothing is left after the rename
	if err := png.Encode(f, img); err != nil {
		return fmt.Errorf("stage: picture %s: %w", name, err)
	}
	return f.CloseAtomicallyReplace()
}
