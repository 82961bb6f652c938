package wire

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/klauspost/compress/zstd"
)

// ErrTooLarge is returned when something would not fit into its limit.
var ErrTooLarge = errors.New("wire: too large")

// ErrMalformed is returned when bytes from outside are not what they should
// be. Asking for them again does not help.
var ErrMalformed = errors.New("wire: malformed")

// magic begins every zstd frame (RFC 8878, 3.1.1). No JSON begins so.
var magic = []byte{0x28, 0xb5, 0x2f, 0xfd}

// One encoder and one decoder for the process: their one-shot calls are safe
// to share, and making one costs more than a hundred messages. They are made
// before main begins, because the channels inside must belong to no test's
// bubble (testing/synctest).
var (
	encoder = newEncoder()
	decoder = newDecoder()
)

func newEncoder() *zstd.Encoder {
	w, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithLowerEncoderMem(true),
		zstd.WithWindowSize(window), zstd.WithSingleSegment(true)) // so that a short frame names its length too
	if err != nil {
		panic("wire: the options of zstd's encoder contradict each other: " + err.Error())
	}
	w.EncodeAll([]byte{0}, nil) // makes the channels
	return w
}

func newDecoder() *zstd.Decoder {
	r, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
		zstd.WithDecodeAllCapLimit(true), zstd.WithDecoderMaxMemory(MaxBook))
	if err != nil {
		panic("wire: the options of zstd's decoder contradict each other: " + err.Error())
	}
	return r
}

// Compress returns b as one zstd frame that names its content's length and
// carries a checksum. Same bytes in, same bytes out.
func Compress(b []byte) []byte {
	return encoder.EncodeAll(b, make([]byte, 0, len(b)/4+64))
}

// Decompress returns the content of one zstd frame of at most max bytes. No
// more than max bytes are ever set aside, whatever the frame claims.
func Decompress(b []byte, limit int) ([]byte, error) {
	var h zstd.Header
	if err := h.Decode(b); err != nil || h.Skippable {
		return nil, fmt.Errorf("%w: not a zstd frame", ErrMalformed)
	}
	if !h.HasFCS {
		return nil, fmt.Errorf("%w: a zstd frame that does not name its content's length", ErrMalformed)
	}
	if h.FrameContentSize > uint64(max(limit, 0)) {
		return nil, fmt.Errorf("%w: decompresses to %d bytes, at most %d are taken", ErrTooLarge, h.FrameContentSize, limit)
	}
	raw, err := decoder.DecodeAll(b, make([]byte, 0, h.FrameContentSize))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	return raw, nil
}

func compressed(b []byte) bool { return bytes.HasPrefix(b, magic) }
