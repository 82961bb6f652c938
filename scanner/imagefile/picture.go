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
	return scanner.Pieces(s.reader.Read(pic), s.shop, time.Now()), hex.EncodeToString(hash.Sum(nil))[:16], nil
}
