package ledger

import (
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"endcap/offers/stock"
	"endcap/sync/wire"
)

// held is an event that the ledger has of a stream.
type held struct {
	seq, first             uint64
	kind, at, data, faulty string
}

const heldSQL = `SELECT seq, first, type, at, data, fault FROM events WHERE stream=? AND `

// slice reads some of the events of a stream, those that wait among them.
func (a *appending) slice(query string, args ...any) (out []held, err error) {
	if err := a.flush(); err != nil {
		return nil, err
	}
	rows, err := a.tx.QueryContext(a.ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // rows.Err tells
	for rows.Next() {
		h, err := scanHeld(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, h)
	}
	return out, rows.Err()
}

func scanHeld(r *sql.Rows) (h held, err error) {
	err = r.Scan(&h.seq, &h.first, &h.kind, &h.at, &h.data, &h.faulty)
	return h, err
}

// known returns what the ledger has of the numbers from first to last, and
// the marker over last if there is one.
func (a *appending) known(s *stream, first, last uint64) ([]held, error) {
	if first > last {
		return nil, nil
	}
	return a.slice(heldSQL+"seq>=? ORDER BY seq LIMIT ?", s.id, first, min(last-first, wire.MaxBatch)+2)
}

// again looks at an event whose number is taken.
func (a *appending) again(s *stream, e wire.Event, list []held) (dead bool, err error) {
	for _, h := range list {
		switch {
		case h.seq == e.Seq && h.first == 0:
			if h.kind == plain(string(e.Type)) && h.at == said(e) && h.data == kept(e.Data) {
				return h.faulty != "", nil
			}
			return false, a.conflict(s, e)
		case h.first > 0 && h.first <= e.Seq && e.Seq <= h.seq: // under a marker
			return false, nil
		}
	}
	return a.accept(s, e) // in a gap
}

// conflict keeps aside an event whose number another event has.
func (a *appending) conflict(s *stream, e wire.Event) error {
	var count int
	if err := a.tx.QueryRowContext(a.ctx, "SELECT count(*) FROM conflicts WHERE stream=?", s.id).Scan(&count); err != nil || count >= maxConflicts {
		return err
	}
	kind, at, data := plain(string(e.Type)), said(e), kept(e.Data)
	sum := sha256.Sum256([]byte(kind + "\n" + at + "\n" + data))
	r, err := a.tx.ExecContext(a.ctx, `INSERT INTO conflicts (stream, seq, type, at, received, data, sha256)
		VALUES (?,?,?,?,?,?,?) ON CONFLICT DO NOTHING`, s.id, e.Seq, kind, at, stamp(a.now), data, hex.EncodeToString(sum[:]))
	if err != nil {
		return err
	}
	if n, err := r.RowsAffected(); err == nil && n > 0 {
		a.notes = append(a.notes, note{s.from, contradicted, s.inc, s.stream, e.Seq, e.Seq})
	}
	return nil
}

// under returns what a marker adds to the sums: its levels less the events
// that it stands for and that the ledger had before they were summed up. It
// cannot be told when only a part of an earlier marker is among them; then
// the marker is a dead letter, because nothing may count twice.
func (a *appending) under(s *stream, e wire.Event, levels []stock.Level) (left []stock.Level, fault, err error) {
	sum := stock.Ledger{}
	add(sum, levels, 1)
	for below := s.upto + 1; below > e.First; { // from the last down, because a marker has what is under it
		list, err := a.slice(heldSQL+"seq>=? AND seq<? ORDER BY seq DESC LIMIT ?", s.id, e.First, below, maxSlice)
		if err != nil {
			return nil, nil, err
		}
		if len(list) == 0 {
			break
		}
		for _, h := range list {
			if h.seq >= below || h.faulty != "" {
				continue
			}
			below = h.seq
			if h.first > 0 {
				below = h.first
			}
			if below < e.First {
				return nil, fmt.Errorf("a marker from %d over a part of the marker from %d to %d", e.First, h.first, h.seq), nil
			}
			does, _ := meaning(wire.Event{Type: wire.Type(h.kind), Data: json.RawMessage(h.data)}) // it had a meaning when it came
			add(sum, does.moves, -1)
		}
		below = min(below, list[len(list)-1].seq)
	}
	return sum.Levels(), nil, nil
}

// add counts levels, or takes them away.
func add(to stock.Ledger, levels []stock.Level, sign int64) {
	for _, v := range levels {
		t := to[v.Key]
		t.Key = v.Key
		t.Pieces, t.Grams = t.Pieces+sign*v.Pieces, t.Grams+sign*v.Grams
		to[v.Key] = t
	}
}
