package publish

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"slices"

	"endcap/internal/hq/ledger"
	"endcap/sync/wire"
)

// deltas returns what leads from each kept book to the one of m, the newest
// first, and adds their pieces. One that is hardly smaller than the book is
// left out.
func deltas(ctx context.Context, l *ledger.Ledger, m wire.Manifest, now text, pieces []wire.Piece) ([]wire.Delta, []wire.Piece, error) {
	kept, err := l.Books(ctx, m.Tenant, m.Store, wire.MaxDeltas)
	if err != nil {
		return nil, nil, err
	}
	limit := size(pieces) / 2
	var all []wire.Delta
	for _, base := range kept {
		known := slices.ContainsFunc(all, func(d wire.Delta) bool { return d.Whole() == base.Whole() })
		if known || len(base.Index) == 0 || base.Whole() == m.Whole() || base.Currency != m.Currency {
			continue // of an equal book devices know that it is equal
		}
		was, err := readText(ctx, l, base)
		if err != nil {
			return nil, nil, fmt.Errorf("book %s: %w", base.Edition(), err)
		}
		list := !slices.EqualFunc(was.offers, now.offers, func(a, b json.RawMessage) bool { return bytes.Equal(a, b) })
		d, more, err := wire.CutDelta(base.Root, list, since(was, now, list))
		if err != nil {
			return nil, nil, err
		}
		d.All = base.All
		if len(d.Chunks) <= wire.MaxDeltaChunks && size(more) <= limit {
			all, pieces = append(all, d), append(pieces, more...)
		}
	}
	return all, pieces, nil
}

func size(pieces []wire.Piece) (n int) {
	for _, p := range pieces {
		n += p.Len
	}
	return n
}

// since yields the lines that turn one book into another. Both have their
// products by number.
func since(was, now text, list bool) iter.Seq2[wire.BookLine, error] {
	return func(yield func(wire.BookLine, error) bool) {
		old := was.products
		for _, p := range now.products {
			for ; len(old) > 0 && old[0].gtin < p.gtin; old = old[1:] {
				if !yield(wire.BookLine{Gone: old[0].gtin}, nil) {
					return
				}
			}
			line, same := wire.BookLine{Product: p.text, Sheet: p.sheet}, false
			if len(old) > 0 && old[0].gtin == p.gtin {
				kept := bytes.Equal(old[0].sheet, p.sheet)
				switch {
				case kept:
					line.Sheet = nil
				case len(p.sheet) == 0:
					line.Sheet = json.RawMessage(wire.NoSheet)
				}
				same, old = kept && bytes.Equal(old[0].text, p.text), old[1:]
			}
			if !same && !yield(line, nil) {
				return
			}
		}
		for _, p := range old {
			if !yield(wire.BookLine{Gone: p.gtin}, nil) {
				return
			}
		}
		for _, o := range now.offers {
			if list && !yield(wire.BookLine{Offer: o}, nil) {
				return
			}
		}
	}
}
