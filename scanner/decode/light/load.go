package light

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"os"
)

var (
	// ErrNotPicture is returned when a file is no picture that Load knows.
	ErrNotPicture = errors.New("not a picture that can be read")
	// ErrTooLarge is returned when a picture is over MaxFileBytes or MaxPixels.
	ErrTooLarge = errors.New("picture too large")
	// ErrTooSmall is returned when no side of a picture has MinSide.
	ErrTooSmall = errors.New("picture too small")
	// ErrBroken is returned when a picture ends early or contradicts itself.
	ErrBroken = errors.New("picture broken")
)

// codec is one kind of picture file.
type codec struct {
	name, magic string
	config      func(io.Reader) (image.Config, error)
	decode      func(io.Reader) (image.Image, error)
}

func codecs() [4]codec {
	return [...]codec{
		{"PNG", "\x89PNG\r\n\x1a\n", png.DecodeConfig, png.Decode},
		{"JPEG", "\xff\xd8", jpeg.DecodeConfig, jpeg.Decode},
		{"GIF", "GIF8", gif.DecodeConfig, gif.Decode},
		{"PGM", "P5", pgmConfig, pgmDecode},
	}
}

// LoadFile reads the picture in a file; see Load. Its errors name the file.
func LoadFile(path string) (*image.Gray, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("picture: %w; name another file", err)
	}
	defer f.Close()
	if info, statErr := f.Stat(); statErr == nil && info.IsDir() {
		return nil, fmt.Errorf("%s: %w: it is a folder; name the pictures in it", path, ErrNotPicture)
	}
	g, err := Load(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return g, nil
}

// Load reads a PNG, JPEG, GIF (its first frame) or binary PGM (P5, 8 bits)
// and returns its luminance. It reads at most MaxFileBytes and decodes at most
// MaxPixels; the size is taken from the header first, so a picture that is too
// large costs nothing. It returns ErrNotPicture, ErrTooLarge, ErrTooSmall,
// ErrBroken or the error of r, each with what to do.
func Load(r io.Reader) (*image.Gray, error) {
	lim := &limited{r: r, left: MaxFileBytes}
	var head bytes.Buffer
	in := io.TeeReader(lim, &head)
	magic := make([]byte, 8)
	n, err := io.ReadFull(in, magic)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, fmt.Errorf("read picture: %w", err)
	}
	if n == 0 {
		return nil, fmt.Errorf("%w: the file is empty; copy it again", ErrNotPicture)
	}
	var c codec
	for _, k := range codecs() {
		if bytes.HasPrefix(magic[:n], []byte(k.magic)) {
			c = k
		}
	}
	if c.name == "" {
		return nil, fmt.Errorf("%w: it does not begin like a PNG, JPEG, GIF or binary PGM; save it as one of these", ErrNotPicture)
	}
	// The header is read twice: once for the size, once by the decoder.
	cfg, err := c.config(io.MultiReader(bytes.NewReader(magic[:n]), in))
	if err != nil {
		return nil, broken(c.name, lim, err)
	}
	if err := checkSize(cfg.Width, cfg.Height); err != nil {
		return nil, err
	}
	img, err := c.decode(io.MultiReader(&head, lim))
	if err != nil {
		return nil, broken(c.name, lim, err)
	}
	b := img.Bounds()
	if err := checkSize(b.Dx(), b.Dy()); err != nil { // the frame of a GIF may be smaller than its screen
		return nil, err
	}
	return Gray(img), nil
}

func checkSize(w, h int) error {
	if max(w, h) < MinSide || min(w, h) < 1 {
		return fmt.Errorf("%w: %d x %d pixels, the least is %d on the longer side; take it from closer", ErrTooSmall, w, h, MinSide)
	}
	if int64(w)*int64(h) > MaxPixels {
		return fmt.Errorf("%w: %d x %d pixels, the most is %d million; make it smaller", ErrTooLarge, w, h, MaxPixels/1_000_000)
	}
	return nil
}

// broken says why the decoder of a kind of picture gave up.
func broken(kind string, lim *limited, err error) error {
	var odd png.UnsupportedError
	switch {
	case errors.As(err, &odd) && odd == "dimension overflow": // on a 32-bit machine
		return fmt.Errorf("%w: more pixels than this machine can count, the most is %d million; make it smaller", ErrTooLarge, MaxPixels/1_000_000)
	case lim.over:
		return fmt.Errorf("%w: the file is over %d MiB; make it smaller", ErrTooLarge, MaxFileBytes>>20)
	case lim.err != nil:
		return fmt.Errorf("read picture: %w", lim.err)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), lim.ended:
		return fmt.Errorf("%w: the %s ends before it is complete; copy it again", ErrBroken, kind)
	default:
		return fmt.Errorf("%w: the %s is damaged (%w); copy it again", ErrBroken, kind, err)
	}
}

// limited gives at most left bytes of r and remembers how reading ended.
type limited struct {
	r     io.Reader
	left  int64
	over  bool  // more than left bytes were there
	ended bool  // r ended
	err   error // r broke
}

func (l *limited) Read(p []byte) (int, error) {
	if l.left <= 0 {
		l.over = true
		return 0, ErrTooLarge
	}
	n, err := l.r.Read(p[:min(int64(len(p)), l.left)])
	l.left -= int64(n)
	switch {
	case errors.Is(err, io.EOF):
		l.ended = true
	case err != nil:
		l.err = err
	}
	return n, err
}
