package imagefile

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"time"

	"endcap/scanner"
	"endcap/scanner/decode/light"
)

// isEnd reports whether a folder is merely empty.
func isEnd(err error) bool { return errors.Is(err, io.EOF) }

// symbols reads the picture in a file and the beginning of its SHA-256.
func (s *Source) symbols(path string) (found []scanner.Symbol, sum string, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, "", err
	}
	defer f.Close()
	hash := sha256.New()
	in := io.TeeReader(f, hash)
	pic, err := light.Load(in)
	if err != nil {
		return nil, "", err
	}
	// A picture may end before its file does.
	if _, err := io.Copy(io.Discard, io.LimitReader(in, light.MaxFileBytes)); err != nil {
		return nil, "", err
	}
	return pieces(s.reader.Read(pic)), hex.EncodeToString(hash.Sum(nil))[:16], nil
}

// pieces leaves out a symbol that names the same article as another one in the
// picture and says less: a package with a bar code and a QR code is one piece,
// not two.
func pieces(found []scanner.Symbol) []scanner.Symbol {
	if len(found) != 2 {
		return found
	}
	now := time.Now()
	a, errA := scanner.Understand(found[0], nil, now)
	b, errB := scanner.Understand(found[1], nil, now)
	if errA != nil || errB != nil || a.Item.GTIN == 0 || a.Item.GTIN != b.Item.GTIN {
		return found
	}
	// The symbol of two dimensions comes second and has room to say more.
	return found[1:]
}
