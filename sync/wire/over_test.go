package wire_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"endcap/sync/wire"
	"endcap/sync/wire/wiretest"
)

// stretched returns a golden file whose member at the end of the path is n
// times itself: an array of so many, or a text of so many characters.
func stretched(t *testing.T, file, path string, n int) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", file))
	if err != nil {
		t.Fatal(err)
	}
	var root any
	if err := json.Unmarshal(b, &root); err != nil {
		t.Fatal(err)
	}
	if list, ok := root.([]any); ok {
		root = list[0]
	}
	m, names := root.(map[string]any), strings.Split(path, ".")
	for _, name := range names[:len(names)-1] {
		if list, ok := m[name].([]any); ok {
			m = list[0].(map[string]any)
		} else {
			m = m[name].(map[string]any)
		}
	}
	last := names[len(names)-1]
	switch v := m[last].(type) {
	case []any:
		all := make([]any, n)
		for i := range all {
			all[i] = v[0]
		}
		m[last] = all
	case string:
		m[last] = strings.Repeat(v[:1], n)
	case float64:
		m[last] = n
	}
	if strings.HasPrefix(file, "batch") {
		root = []any{root}
	}
	b, err = json.Marshal(root)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestContract_EndsWhereTheCodeEnds takes each limit as it is and one more:
// the contract and the code take the first and refuse the second.
func TestContract_EndsWhereTheCodeEnds(t *testing.T) {
	c := wiretest.Open(t)
	private, _ := key(1)
	book := func(b []byte) error {
		var m wire.Manifest
		if err := json.Unmarshal(b, &m); err != nil {
			return err
		}
		for _, list := range []*[]wire.Chunk{&m.Index, &m.Deltas[0].Chunks} { // none twice
			for i := range *list {
				(*list)[i].SHA256 = wire.ChunkName([]byte{byte(i)})
			}
		}
		_, err := wire.SignBook(m, private)
		return err
	}
	order := func(b []byte) error {
		var c wire.Command
		if err := json.Unmarshal(b, &c); err != nil {
			return err
		}
		_, err := wire.SignCommand(c, private)
		return err
	}
	batch := func(b []byte) error { _, err := wire.DecodeBatch(b); return err }
	for _, l := range []struct {
		file, path string
		most       int
		code       func([]byte) error
	}{
		{"hello.json", "streams", wire.MaxPositions, decoded[wire.Hello]},
		{"hello.json", "role", 64, decoded[wire.Hello]},
		{"hello.json", "version", 64, decoded[wire.Hello]},
		{"hello.json", "nonce", 64, decoded[wire.Hello]},
		{"hello.json", "inc", 32, decoded[wire.Hello]},
		{"hello.json", "streams.inc", 32, decoded[wire.Hello]},
		{"welcome.json", "upto", wire.MaxPositions, decoded[wire.Welcome]},
		{"welcome.json", "book.key", 64, decoded[wire.Welcome]},
		{"ack.json", "bad", wire.MaxBad, decoded[wire.Ack]},
		{"ack.json", "inc", 32, decoded[wire.Ack]},
		{"status-will.json", "inc", 32, decoded[wire.Status]},
		{"get.json", "chunks", wire.MaxGet, decoded[wire.Get]},
		{"book-head.json", "key", 64, decoded[wire.Signed]},
		{"command-body.json", "id", 64, order},
		{"command-body.json", "kind", 64, order},
		{"command-body.json", "nonce", 64, order},
		{"command-body.json", "device", 32, order},
		{"manifest.json", "index", wire.MaxIndex, book},
		{"manifest.json", "deltas", wire.MaxDeltas, book},
		{"manifest.json", "deltas.chunks", wire.MaxDeltaChunks, book},
		{"manifest.json", "index.len", wire.MaxChunk, book},
		{"manifest.json", "index.raw", wire.MaxChunkRaw, book},
		{"manifest.json", "link", 200, book},
		{"manifest.json", "currency", 3, book},
		{"batch-one.json", "type", 64, batch},
	} {
		for over := range 2 {
			b := stretched(t, l.file, l.path, l.most+over)
			if got := judge(c, l.file, b); (got != nil) != (over > 0) {
				t.Errorf("%s: the contract says of %d at %s: %v", l.file, l.most+over, l.path, got)
			}
			if got := l.code(b); (got != nil) != (over > 0) {
				t.Errorf("%s: the code says of %d at %s: %v", l.file, l.most+over, l.path, got)
			}
		}
	}
	full, err := wire.EncodeBatch(cart, wire.Goods, inc, picks(1, wire.MaxBatch))
	if err != nil {
		t.Fatal(err)
	}
	one := plain(t, full)
	over := append(one[:len(one)-1:len(one)-1], append([]byte(","), one[1:]...)...)
	if c.Message("events", full) != nil || c.Message("events", over) == nil || batch(over) == nil {
		t.Error("a batch of more than its limit is taken, or one within it is not")
	}
}

func decoded[T wire.Body](b []byte) error {
	_, err := wire.Decode[T](b)
	return err
}
