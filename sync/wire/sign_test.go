package wire_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"endcap/sync/wire"
)

// key returns a key pair that is the same in every run.
func key(seed byte) (ed25519.PrivateKey, ed25519.PublicKey) {
	k := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{seed}, ed25519.SeedSize))
	return k, k.Public().(ed25519.PublicKey)
}

func manifest() wire.Manifest {
	b := wire.Compress([]byte(`{"p":{}}` + "\n"))
	c := wire.Chunk{SHA256: wire.ChunkName(b), Len: len(b), Raw: 9}
	return wire.Manifest{
		Tenant: "acme", Store: "0042", Epoch: 1, Version: 3, Currency: "EUR", Made: noon, Products: 1, Link: "https://id.example.com",
		Root: wire.ProductRoot([]byte("{}")), Index: []wire.Chunk{c},
		Deltas: []wire.Delta{{Base: wire.ProductRoot([]byte("[]")), Offers: true, Chunks: []wire.Chunk{c}}, {Base: wire.Root{31: 1}}},
	}
}

func TestSigned_OpensWithEitherKeyOfARotation(t *testing.T) {
	private, public := key(1)
	_, next := key(2)
	s, err := wire.SignBook(manifest(), private)
	if err != nil {
		t.Fatal(err)
	}
	got, err := wire.OpenBook(s, next, public)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(got, manifest()); d != "" {
		t.Error(d)
	}
}

func TestSigned_IsRefusedWithASentence(t *testing.T) {
	private, public := key(1)
	_, other := key(2)
	good, err := wire.SignBook(manifest(), private)
	if err != nil {
		t.Fatal(err)
	}
	// signed is what a rightful key signed without looking.
	signed := func(m any) wire.Signed {
		b, _ := json.Marshal(m)
		return wire.Signed{Body: b, Key: good.Key, Sig: ed25519.Sign(private, append([]byte(wire.ForBook), b...))}
	}
	change := func(f func(m *wire.Manifest)) wire.Signed {
		m := manifest()
		f(&m)
		return signed(m)
	}
	touched := wire.Signed{Body: bytes.Replace(good.Body, []byte(`"version":3`), []byte(`"version":4`), 1), Key: good.Key, Sig: good.Sig}
	for name, c := range map[string]struct {
		s    wire.Signed
		keys []ed25519.PublicKey
		want error
	}{
		"no key trusted":   {good, nil, wire.ErrKey},
		"another key":      {good, []ed25519.PublicKey{other}, wire.ErrKey},
		"half a key":       {good, []ed25519.PublicKey{public[:16]}, wire.ErrKey},
		"touched":          {touched, []ed25519.PublicKey{public}, wire.ErrSignature},
		"no signature":     {wire.Signed{Body: good.Body, Key: good.Key}, []ed25519.PublicKey{public}, wire.ErrSignature},
		"too long":         {wire.Signed{Body: make([]byte, wire.MaxSigned+1)}, []ed25519.PublicKey{public}, wire.ErrTooLarge},
		"not a manifest":   {signed("x"), []ed25519.PublicKey{public}, wire.ErrManifest},
		"version 0":        {change(func(m *wire.Manifest) { m.Version = 0 }), []ed25519.PublicKey{public}, wire.ErrManifest},
		"no store":         {change(func(m *wire.Manifest) { m.Store = "" }), []ed25519.PublicKey{public}, wire.ErrManifest},
		"no currency":      {change(func(m *wire.Manifest) { m.Currency = "" }), []ed25519.PublicKey{public}, wire.ErrManifest},
		"negative count":   {change(func(m *wire.Manifest) { m.Offers = -1 }), []ed25519.PublicKey{public}, wire.ErrManifest},
		"no chunk name":    {change(func(m *wire.Manifest) { m.Index[0].SHA256 = "../../x" }), []ed25519.PublicKey{public}, wire.ErrManifest},
		"chunk twice":      {change(func(m *wire.Manifest) { m.Index = append(m.Index, m.Index[0]) }), []ed25519.PublicKey{public}, wire.ErrManifest},
		"chunk too long":   {change(func(m *wire.Manifest) { m.Index[0].Len = wire.MaxChunk + 1 }), []ed25519.PublicKey{public}, wire.ErrManifest},
		"no index":         {change(func(m *wire.Manifest) { m.Index = nil }), []ed25519.PublicKey{public}, wire.ErrManifest},
		"too many deltas":  {change(func(m *wire.Manifest) { m.Deltas = make([]wire.Delta, wire.MaxDeltas+1) }), []ed25519.PublicKey{public}, wire.ErrManifest},
		"delta chunk":      {change(func(m *wire.Manifest) { m.Deltas[0].Chunks[0].Raw = wire.MaxChunkRaw + 1 }), []ed25519.PublicKey{public}, wire.ErrManifest},
		"link too long":    {change(func(m *wire.Manifest) { m.Link = string(make([]byte, 201)) }), []ed25519.PublicKey{public}, wire.ErrManifest},
		"made before time": {change(func(m *wire.Manifest) { m.Made = noon.AddDate(-100, 0, 0) }), []ed25519.PublicKey{public}, wire.ErrManifest},
	} {
		m, err := wire.OpenBook(c.s, c.keys...)
		if !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, %v, want %v", name, m, err, c.want)
		}
	}
}

func TestSign_RefusesWhatOpenWould(t *testing.T) {
	private, _ := key(1)
	if _, err := wire.SignBook(wire.Manifest{}, private); !errors.Is(err, wire.ErrManifest) {
		t.Errorf("got %v, want ErrManifest", err)
	}
	if _, err := wire.Sign(wire.ForBook, make([]byte, wire.MaxSigned+1), private); !errors.Is(err, wire.ErrTooLarge) {
		t.Errorf("got %v, want ErrTooLarge", err)
	}
	full := manifest()
	full.Index, full.Deltas = many(wire.MaxIndex), nil
	for i := range wire.MaxDeltas {
		full.Deltas = append(full.Deltas, wire.Delta{Base: wire.Root{byte(i)}, Offers: true, Chunks: many(wire.MaxDeltaChunks)})
	}
	if _, err := wire.SignBook(full, private); err != nil {
		t.Errorf("the longest manifest there can be: got %v", err)
	}
}

func FuzzSigned_Open(f *testing.F) {
	private, public := key(1)
	s, err := wire.SignBook(manifest(), private)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(s.Body)
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := wire.OpenBook(wire.Signed{Body: b, Key: wire.KeyID(public), Sig: ed25519.Sign(private, append([]byte(wire.ForBook), b...))}, public)
		if err != nil {
			return
		}
		if _, err := wire.SignBook(m, private); err != nil && !errors.Is(err, wire.ErrTooLarge) {
			t.Errorf("opened, but cannot be signed: %v", err)
		}
	})
}

func TestSigned_IsGoodForOnePurposeOnly(t *testing.T) {
	private, public := key(1)
	const other wire.Purpose = "endcap other 1\n"
	b, err := json.Marshal(manifest())
	if err != nil {
		t.Fatal(err)
	}
	bare := wire.Signed{Body: b, Key: wire.KeyID(public), Sig: ed25519.Sign(private, b)}
	foreign, err := wire.Sign(other, b, private)
	if err != nil {
		t.Fatal(err)
	}
	for name, s := range map[string]wire.Signed{"none": bare, "another": foreign} {
		if _, err := wire.OpenBook(s, public); !errors.Is(err, wire.ErrSignature) {
			t.Errorf("signed for %s: got %v, want ErrSignature", name, err)
		}
	}
	if got, err := foreign.Open(other, public); err != nil || !bytes.Equal(got, b) {
		t.Errorf("signed for its own: got %s, %v", got, err)
	}
}

// many returns n chunks as long as they can be.
func many(n int) (all []wire.Chunk) {
	for i := range n {
		all = append(all, wire.Chunk{SHA256: wire.ChunkName([]byte{byte(i)}), Len: wire.MaxChunk, Raw: wire.MaxChunkRaw})
	}
	return all
}
