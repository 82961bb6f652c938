package ledger

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"endcap/sync/wire"
)

// Unreadable keeps the bytes of a message that nobody could read, the newest
// 1,000. Nothing is acknowledged by it.
func (l *Ledger) Unreadable(ctx context.Context, from wire.Address, kind string, raw []byte, why error, now time.Time) error {
	err := l.store(ctx, func(tx *sql.Tx) error {
		var n int64
		err := tx.QueryRowContext(ctx, "INSERT INTO unreadable (tenant, store, device, kind, why, received, raw) VALUES (?,?,?,?,?,?,?) RETURNING n",
			from.Tenant, from.Store, from.Device, plain(kind), words(why), stamp(now), append([]byte{}, raw[:min(len(raw), wire.MaxMessage)]...)).Scan(&n)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, "DELETE FROM unreadable WHERE n <= ?", n-maxUnreadable)
		return err
	})
	if err != nil {
		return fmt.Errorf("ledger: keep an unreadable message of %s/%s: %w", from.Store, from.Device, err)
	}
	return nil
}

// Aside counts what a person should look at.
type Aside struct {
	Faulty     int64 `json:"faulty"`     // dead letters: events that add to no sum
	Unreadable int64 `json:"unreadable"` // messages kept that nobody could read
	Conflicts  int64 `json:"conflicts"`  // events that came again saying something else
	Missing    int64 `json:"missing"`    // events that were made and will never come
}

// Aside counts what was kept aside over all stores.
func (l *Ledger) Aside(ctx context.Context) (a Aside, err error) {
	row := l.read.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM events WHERE fault<>''),
		(SELECT count(*) FROM unreadable), (SELECT count(*) FROM conflicts), `+missingSQL, string(Older), string(Older), string(Lost))
	if err := row.Scan(&a.Faulty, &a.Unreadable, &a.Conflicts, &a.Missing); err != nil {
		return Aside{}, fmt.Errorf("ledger: count what was kept aside: %w", explain(err))
	}
	return a, nil
}

// missingSQL counts the numbers of gaps, less those that came after all.
const missingSQL = `(SELECT CAST(coalesce(sum(g.last - CASE WHEN g.kind=? OR s.upto < g.first THEN g.first-1 WHEN s.upto > g.last THEN g.last ELSE s.upto END), 0) AS BIGINT)
	FROM alarms g JOIN streams s ON s.device=g.device AND s.inc=g.inc AND s.stream=g.stream WHERE g.kind IN (?, ?))`
