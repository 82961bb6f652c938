package serial

import (
	"bufio"
	"bytes"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"endcap/scanner"
)

var endless = strings.Repeat("9521234543213", 80_000) // a megabyte

// pieces cuts what arrives in the pieces given, of which nil is silence.
func pieces(f *framing, sent ...[]byte) (frames []string, faults []error) {
	var rest []byte
	for _, piece := range sent {
		rest = append(rest, piece...)
		for len(rest) > 0 {
			advance, frame, _ := f.split(rest, piece == nil)
			if f.fault != nil {
				faults = append(faults, f.fault)
			}
			if frame != nil {
				frames = append(frames, string(frame))
			}
			if advance == 0 {
				break
			}
			rest = rest[advance:]
		}
	}
	return frames, faults
}

func TestFraming_EndsWhereTheScannerEnds(t *testing.T) {
	any, cr, crlf, etx := []string{"\r", "\n"}, []string{"\r"}, []string{"\r\n"}, []string{"\x03"}
	for name, c := range map[string]struct {
		ends   []string
		sent   string // | is silence
		want   []string
		faults []error
	}{
		"CR":                {any, "123\r456\r", []string{"123", "456"}, nil},
		"LF":                {any, "123\n456\n", []string{"123", "456"}, nil},
		"CR LF, any":        {any, "123\r\n456\r\n", []string{"123", "456"}, nil},
		"CR LF":             {crlf, "12\r3\r\n45\n6\r\n", []string{"12\r3", "45\n6"}, nil},
		"ETX":               {etx, "\x02123\x03\x02456\x03", []string{"\x02123", "\x02456"}, nil},
		"empty":             {cr, "\r\r123\r\r", []string{"123"}, nil},
		"a pause within":    {cr, "12", nil, nil},
		"silence":           {nil, "123|456||", []string{"123", "456"}, nil},
		"silence within":    {cr, "952123|4543213\r", []string{"4543213"}, []error{errUnfinished}},
		"never an end":      {cr, "123|456|", nil, []error{errUnfinished, errUnfinished}},
		"a megabyte":        {cr, endless + "\r123\r", []string{"123"}, []error{errEndless}},
		"a megabyte, CR LF": {crlf, endless + "\r\n123\r\n", []string{"123"}, []error{errEndless}},
		"a megabyte, idle":  {nil, endless + "|123|", []string{"123"}, []error{errEndless}},
		"a megabyte, quiet": {cr, endless + "|123\r", []string{"123"}, []error{errEndless}},
		"longest":           {cr, strings.Repeat("1", scanner.MaxFrame) + "\r1\r", []string{strings.Repeat("1", scanner.MaxFrame), "1"}, nil},
		"one too long":      {cr, strings.Repeat("1", scanner.MaxFrame+1) + "\r1\r", []string{"1"}, []error{errEndless}},
	} {
		for _, size := range []int{1, 7, chunk} {
			if size == 1 && len(c.sent) > 1<<16 {
				continue // a minute of copying
			}
			var sent [][]byte
			for i, part := range strings.Split(c.sent, "|") {
				if i > 0 {
					sent = append(sent, nil)
				}
				sent = slices.AppendSeq(sent, slices.Chunk([]byte(part), size))
			}
			frames, faults := pieces(&framing{ends: c.ends}, sent...)
			if d := cmp.Diff(c.want, frames); d != "" || !slices.Equal(faults, c.faults) {
				t.Errorf("%s, %d at a time: faults %v, want %v (-want +got)\n%s", name, size, faults, c.faults, d)
			}
		}
	}
}

// Ensure that a bufio.Scanner can use it.
func TestFraming_IsASplitFunc(t *testing.T) {
	s := bufio.NewScanner(iotest.HalfReader(strings.NewReader("123\r\n456\r\n7")))
	s.Split((&framing{ends: []string{"\r", "\n"}}).split)
	var got []string
	for s.Scan() {
		got = append(got, s.Text())
	}
	if d := cmp.Diff([]string{"123", "456"}, got); d != "" || s.Err() != nil {
		t.Errorf("%v (-want +got)\n%s", s.Err(), d)
	}
}

func FuzzFraming(f *testing.F) {
	f.Add([]byte("123\r\n456\x03"), "\r\n", "\x03", uint8(3))
	f.Add([]byte("123"), "", "", uint8(1))
	f.Add([]byte(endless[:20000]), "\r", "", uint8(255))
	f.Fuzz(func(t *testing.T, data []byte, end, other string, size uint8) {
		var ends []string
		for _, e := range []string{end, other} {
			if e != "" {
				ends = append(ends, e)
			}
		}
		cut, rest := framing{ends: ends}, []byte(nil)
		r := bytes.NewReader(data)
		for silent := false; !silent; {
			piece := make([]byte, max(int(size), len(data)/64)+1)
			n, err := r.Read(piece)
			rest, silent = append(rest, piece[:n]...), err == io.EOF
			for len(rest) > 0 {
				advance, frame, err := cut.split(rest, silent)
				if err != nil || advance < 0 || advance > len(rest) || len(frame) > scanner.MaxFrame || advance == 0 && frame != nil {
					t.Fatalf("advance %d of %d, frame of %d, %v", advance, len(rest), len(frame), err)
				}
				for _, e := range ends {
					if bytes.Contains(frame, []byte(e)) {
						t.Fatalf("frame %q holds its end %q", frame, e)
					}
				}
				if advance == 0 {
					break
				}
				rest = rest[advance:]
			}
			if len(rest) > scanner.MaxFrame || silent && len(rest) > 0 {
				t.Fatalf("%d bytes are kept", len(rest))
			}
		}
	})
}

func BenchmarkFraming(b *testing.B) {
	cut, data := framing{ends: []string{"\r", "\n"}}, []byte("]d2010952123454321310ABC\x1d17261231\r\n")
	b.ReportAllocs()
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if _, frame, _ := cut.split(data, false); len(frame) < 30 {
			b.Fatal(frame)
		}
	}
}
