package light_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"endcap/scanner/decode/light"
)

// files are one small picture in every kind of file.
func files(t testing.TB) map[string][]byte {
	t.Helper()
	g := image.NewGray(image.Rect(0, 0, 20, 10))
	for i := range g.Pix {
		g.Pix[i] = byte(i)
	}
	out := map[string][]byte{"PGM": append([]byte("P5\n# made by a test\n20 10\n255\n"), g.Pix...)}
	for name, encode := range map[string]func(io.Writer) error{
		"PNG":  func(w io.Writer) error { return png.Encode(w, g) },
		"JPEG": func(w io.Writer) error { return jpeg.Encode(w, g, nil) },
		"GIF":  func(w io.Writer) error { return gif.Encode(w, g, nil) },
	} {
		var b bytes.Buffer
		if err := encode(&b); err != nil {
			t.Fatal(err)
		}
		out[name] = b.Bytes()
	}
	return out
}

func TestLoad_ReadsEveryKind(t *testing.T) {
	for name, content := range files(t) {
		g, err := light.Load(bytes.NewReader(content))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if g.Rect.Dx() != 20 || g.Rect.Dy() != 10 {
			t.Errorf("%s: %v, want 20 x 10 pixels", name, g.Rect)
		}
	}
}

func TestLoad_SaysWhatIsWrong(t *testing.T) {
	good := files(t)
	tests := []struct {
		name    string
		content []byte
		want    error
	}{
		{"empty", nil, light.ErrNotPicture},
		{"text", []byte("Dear store manager, please find attached"), light.ErrNotPicture},
		{"cut PNG", good["PNG"][:len(good["PNG"])-20], light.ErrBroken},
		{"cut PNG header", good["PNG"][:12], light.ErrBroken},
		{"cut JPEG", good["JPEG"][:len(good["JPEG"])/2], light.ErrBroken},
		{"cut GIF", good["GIF"][:len(good["GIF"])-10], light.ErrBroken},
		{"cut PGM", good["PGM"][:len(good["PGM"])-1], light.ErrBroken},
		{"PGM without a number", []byte("P5 wide high 255\n"), light.ErrBroken},
		{"PGM of 16 bits", []byte("P5 20 20 65535\n"), light.ErrBroken},
		{"PGM with an endless comment", append([]byte("P5 #"), bytes.Repeat([]byte("x"), 10000)...), light.ErrBroken},
		{"100 megapixel PGM", []byte("P5 10000 10000 255\n"), light.ErrTooLarge},
		{"4,000,000,000 pixel PNG", pngHeader(65535, 65535), light.ErrTooLarge},
		{"one pixel", []byte("P5 1 1 255\n\x00"), light.ErrTooSmall},
		{"no pixel", []byte("P5 0 0 255\n"), light.ErrTooSmall},
	}
	for _, test := range tests {
		_, err := light.Load(bytes.NewReader(test.content))
		if !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", test.name, err, test.want)
		} else if !strings.Contains(err.Error(), ";") {
			t.Errorf("%s: %q does not say what to do", test.name, err)
		}
	}
}

// pngHeader is the beginning of a PNG of any size, correct so far.
func pngHeader(w, h uint32) []byte {
	chunk := append([]byte("IHDR"), make([]byte, 13)...)
	binary.BigEndian.PutUint32(chunk[4:], w)
	binary.BigEndian.PutUint32(chunk[8:], h)
	chunk[12] = 8
	out := binary.BigEndian.AppendUint32([]byte("\x89PNG\r\n\x1a\n"), 13)
	out = append(out, chunk...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(chunk))
}

// endless never ends.
type endless struct{ head []byte }

func (e *endless) Read(p []byte) (int, error) {
	n := copy(p, e.head)
	e.head = e.head[n:]
	clear(p[n:])
	return len(p), nil
}

func TestLoad_StopsReadingAtItsLimit(t *testing.T) {
	// A comment segment after another fills a JPEG without any pixel.
	segment := append([]byte{0xff, 0xfe, 0xff, 0xff}, make([]byte, 0xfffd)...)
	in := io.MultiReader(strings.NewReader("\xff\xd8"), bytes.NewReader(bytes.Repeat(segment, light.MaxFileBytes/len(segment)+2)))
	if _, err := light.Load(in); !errors.Is(err, light.ErrTooLarge) {
		t.Errorf("got %v, want %v", err, light.ErrTooLarge)
	}
	if _, err := light.Load(&endless{[]byte("P5 8 8 255\n")}); err != nil {
		t.Errorf("%v from what follows the picture, want no error", err)
	}
}

func TestLoad_CostsNothingWhenTooLarge(t *testing.T) {
	header := pngHeader(10000, 10000)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, err := light.Load(bytes.NewReader(header)); !errors.Is(err, light.ErrTooLarge) {
		t.Errorf("got %v, want %v", err, light.ErrTooLarge)
	}
	runtime.ReadMemStats(&after)
	n := after.TotalAlloc - before.TotalAlloc
	if n > 1<<20 {
		t.Errorf("a picture that is refused took %d bytes", n)
	}
}

func TestLoadFile_NamesTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bad.png")
	if err := os.WriteFile(path, []byte("no"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, p := range []string{path, filepath.Dir(path), path + ".absent"} {
		if _, err := light.LoadFile(p); err == nil || !strings.Contains(err.Error(), p) {
			t.Errorf("%v does not name %s", err, p)
		}
	}
}

func TestGray_LendsWhatIsGrayAlready(t *testing.T) {
	g := image.NewGray(image.Rect(0, 0, 16, 16))
	if light.Gray(g) != g {
		t.Error("a gray picture was copied")
	}
	y := image.NewYCbCr(image.Rect(0, 0, 16, 16), image.YCbCrSubsampleRatio420)
	y.Y[y.YOffset(5, 3)] = 77
	part, ok := y.SubImage(image.Rect(4, 2, 12, 10)).(*image.YCbCr)
	if !ok {
		t.Fatal("a part of a YCbCr picture is none")
	}
	if got := light.Gray(part); got.GrayAt(5, 3).Y != 77 || &got.Pix[0] != &part.Y[part.YOffset(4, 2)] {
		t.Errorf("the Y plane was not lent: %v", got.Rect)
	}
}

func TestGray_PutsTransparentOnPaper(t *testing.T) {
	img := image.NewNRGBA(image.Rect(0, 0, 8, 8))
	img.Set(1, 1, color.NRGBA{A: 255})
	g := light.Gray(img)
	if g.GrayAt(0, 0).Y != 255 || g.GrayAt(1, 1).Y != 0 {
		t.Errorf("transparent is %d and black %d, want 255 and 0", g.GrayAt(0, 0).Y, g.GrayAt(1, 1).Y)
	}
}

func FuzzLoad(f *testing.F) {
	for _, content := range files(f) {
		f.Add(content)
	}
	f.Add(pngHeader(65535, 65535))
	f.Add([]byte("P5 9 9 15\n"))
	f.Fuzz(func(t *testing.T, content []byte) {
		g, err := light.Load(bytes.NewReader(content))
		if err != nil {
			return
		}
		if b := g.Rect; max(b.Dx(), b.Dy()) < light.MinSide || b.Dx()*b.Dy() > light.MaxPixels {
			t.Errorf("let through a picture of %v", b)
		}
	})
}
