package ledger

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"endcap/offers/play"
	"endcap/sync/wire"
)

// Refusals of an instant win.
var (
	// ErrNoWin is returned when an offer is no instant win here.
	ErrNoWin = errors.New("no instant win of this name; make one first")
	// ErrPublished is returned when the secret of an instant win is out, so
	// that nothing may be drawn with it any more.
	ErrPublished = errors.New("its secret is published, so nobody may draw with it any more; make another offer")
	// ErrWinExists is returned when an offer is an instant win already.
	ErrWinExists = errors.New("it is an instant win already, and its commitment is out; make another offer")
)

// Win is the instant win of an offer.
type Win struct {
	Offer string `json:"offer"`
	play.Win
	// Master is what every draw follows from; nil until it is Published.
	Master    *play.Secret `json:"master,omitempty"`
	Published time.Time    `json:"published,omitzero"`
}

// NewWin makes an offer an instant win: a secret is made, of which only the
// commitment is told. chance is so many of a million.
func (l *Ledger) NewWin(ctx context.Context, tenant, offer string, chance int64, random io.Reader) (w Win, err error) {
	master, err := play.NewMaster(random)
	if err != nil {
		return w, fmt.Errorf("ledger: instant win %s: %w", offer, err)
	}
	w = Win{Offer: offer, Win: play.Win{Commit: master.Commit(), Chance: chance}}
	if err := w.Check(); err != nil {
		return w, fmt.Errorf("ledger: instant win %s: %w", offer, err)
	}
	text, err := master.MarshalText()
	if err != nil {
		return w, err
	}
	err = l.update(ctx, func(tx *sql.Tx) error {
		r, err := tx.ExecContext(ctx, "INSERT INTO wins (tenant, offer, master, chance, published) VALUES (?,?,?,?,'') ON CONFLICT DO NOTHING", tenant, offer, string(text), chance)
		if err != nil {
			return err
		}
		if n, err := r.RowsAffected(); err != nil || n == 0 {
			return errors.Join(err, ErrWinExists)
		}
		return nil
	})
	if err != nil {
		return w, fmt.Errorf("ledger: instant win %s: %w", offer, err)
	}
	return w, nil
}

// findWin returns an instant win with its secret.
func findWin(ctx context.Context, q querier, tenant, offer string) (w Win, err error) {
	var master play.Secret
	var text, published string
	err = q.QueryRowContext(ctx, "SELECT master, chance, published FROM wins WHERE tenant=? AND offer=?", tenant, offer).Scan(&text, &w.Chance, &published)
	if errors.Is(err, sql.ErrNoRows) {
		return w, ErrNoWin
	}
	if err == nil {
		err = master.UnmarshalText([]byte(text))
	}
	w.Offer, w.Commit, w.Master, w.Published = offer, master.Commit(), &master, unstamp(published)
	return w, err
}

// seed returns what a device draws with, zero for an offer that is no instant
// win.
func seed(ctx context.Context, tx *sql.Tx, tenant, offer, device string) (play.Secret, error) {
	w, err := findWin(ctx, tx, tenant, offer)
	switch {
	case errors.Is(err, ErrNoWin):
		return play.Secret{}, nil
	case err != nil:
		return play.Secret{}, err
	case !w.Published.IsZero():
		return play.Secret{}, ErrPublished
	}
	return w.Master.Seed(offer, device), nil
}

// PublishWin tells the secret of an instant win, for everyone to make its
// draws again. From then on nothing of it is granted.
func (l *Ledger) PublishWin(ctx context.Context, tenant, offer string, now time.Time) (w Win, err error) {
	err = l.update(ctx, func(tx *sql.Tx) error {
		if w, err = findWin(ctx, tx, tenant, offer); err != nil || !w.Published.IsZero() {
			return err
		}
		w.Published = now.UTC().Truncate(time.Millisecond)
		_, err = tx.ExecContext(ctx, "UPDATE wins SET published=? WHERE tenant=? AND offer=?", stamp(w.Published), tenant, offer)
		return err
	})
	if err != nil {
		return Win{}, fmt.Errorf("ledger: publish instant win %s: %w", offer, err)
	}
	return w, nil
}

// AuditWin makes every draw of an instant win that devices told of again, and
// returns how many there are and those that do not follow from the secret. A
// draw told by another device than the one that drew is one of them.
func (l *Ledger) AuditWin(ctx context.Context, tenant, offer string) (draws int, faults []play.Fault, err error) {
	w, err := findWin(ctx, l.read, tenant, offer)
	if err != nil {
		return 0, nil, fmt.Errorf("ledger: audit instant win %s: %w", offer, explain(err))
	}
	rows, err := l.read.QueryContext(ctx, `SELECT d.device, e.data FROM events e JOIN devices d ON d.id=e.device
		WHERE e.type=? AND e.fault='' AND d.tenant=? ORDER BY e.n`, string(wire.DrawMade), tenant)
	if err != nil {
		return 0, nil, fmt.Errorf("ledger: audit instant win %s: %w", offer, explain(err))
	}
	defer rows.Close() //nolint:errcheck // rows.Err tells
	var told []play.Drawn
	for rows.Next() {
		var device, data string
		if err := rows.Scan(&device, &data); err != nil {
			return 0, nil, fmt.Errorf("ledger: audit instant win %s: %w", offer, err)
		}
		var d wire.Draw
		if err := json.Unmarshal([]byte(data), &d); err != nil || d.Offer != offer {
			continue
		}
		if d.Device != device {
			faults = append(faults, play.Fault{Drawn: d.Drawn, Text: "it was told by " + device})
		}
		told = append(told, d.Drawn)
	}
	if err := rows.Err(); err != nil {
		return 0, nil, fmt.Errorf("ledger: audit instant win %s: %w", offer, explain(err))
	}
	more, err := w.Audit(offer, *w.Master, told)
	if err != nil {
		return 0, nil, fmt.Errorf("ledger: audit instant win %s: %w", offer, err)
	}
	return len(told), append(faults, more...), nil
}
