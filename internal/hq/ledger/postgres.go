package ledger

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"syscall"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

// openPostgres opens a ledger in a PostgreSQL database. Many processes may
// write at once: transactions about one device take turns at its row.
//
// Numbers of arrival are given before COMMIT, so a reader that goes by them
// could pass over one that is committed late. Therefore whoever gives them
// shares a lock until COMMIT, and such a reader waits for it.
func openPostgres(ctx context.Context, database string) (*Ledger, error) {
	c, err := pgx.ParseConfig(database)
	if err != nil {
		return nil, fmt.Errorf("it is not the address of a database: %w", err)
	}
	set := func(name, value string) { c.RuntimeParams[name] = value }
	set("application_name", "endcap-hq")
	set("synchronous_commit", "on") // COMMIT means on disk, whatever the server's default
	set("lock_timeout", strconv.FormatInt(busyWait.Milliseconds(), 10))
	set("idle_in_transaction_session_timeout", strconv.FormatInt(idleWait.Milliseconds(), 10))
	db := sql.OpenDB(numbering{stdlib.GetConnector(*c)})
	db.SetMaxOpenConns(writers + readers)
	db.SetMaxIdleConns(writers + readers)
	l := &Ledger{name: fmt.Sprintf("%s at %s", c.Database, c.Host), write: db, read: db, dialect: dialect{
		words: strings.NewReplacer(
			"INTEGER PRIMARY KEY AUTOINCREMENT", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
			"INTEGER", "BIGINT", "BLOB", "BYTEA", "TEXT", `TEXT COLLATE "C"`, " STRICT, WITHOUT ROWID", "", " STRICT", "",
		),
		once:       `SELECT pg_advisory_xact_lock(7010503, 1); CREATE TABLE IF NOT EXISTS schema (version BIGINT NOT NULL)`,
		version:    `SELECT coalesce(max(version), 0) FROM schema`,
		setVersion: `INSERT INTO schema VALUES (%d)`,
		turn:       `SELECT pg_advisory_xact_lock(7010503, 2)`,
		begun:      `SELECT pg_advisory_xact_lock_shared(7010503, 3)`,
		settled:    `SELECT pg_advisory_xact_lock(7010503, 3)`,
		collided:   collided,
	}}
	return l, l.prepare(ctx)
}

// collided reports a deadlock, or that another was first to write a row.
func collided(err error) bool {
	e, ok := errors.AsType[*pgconn.PgError](err)
	return ok && (e.Code == "40001" || e.Code == "40P01" || e.Code == "23505")
}

// explainPostgres puts the remedy before PostgreSQL's own words. The codes
// are those of its manual, appendix A.
func explainPostgres(err error) error {
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		switch {
		case e.Code == "55P03": // lock_not_available
			return fmt.Errorf("%w (%w)", ErrLocked, err)
		case e.Code == "53100": // disk_full
			return fmt.Errorf("%w (%w)", ErrFull, err)
		case strings.HasPrefix(e.Code, "XX00") && e.Code != "XX000": // data_corrupted, index_corrupted
			return fmt.Errorf("%w (%w)", ErrDamaged, err)
		case strings.HasPrefix(e.Code, "57P"), strings.HasPrefix(e.Code, "08"), strings.HasPrefix(e.Code, "53"): // shut down, connection, resources
			return fmt.Errorf("%w (%w)", ErrAway, err)
		}
		return err
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	_, dialing := errors.AsType[*pgconn.ConnectError](err)
	_, network := errors.AsType[net.Error](err)
	if dialing || network || pgconn.SafeToRetry(err) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) ||
		errors.Is(err, driver.ErrBadConn) || errors.Is(err, syscall.EPIPE) || errors.Is(err, net.ErrClosed) {
		return fmt.Errorf("%w (%w)", ErrAway, err)
	}
	return err
}

// numbering connects so that "?" stands for the next argument.
type numbering struct{ driver.Connector }

// Connect is called by database/sql.
func (n numbering) Connect(ctx context.Context) (driver.Conn, error) {
	c, err := n.Connector.Connect(ctx)
	if p, ok := c.(*stdlib.Conn); ok && err == nil {
		return numbered{p}, nil
	}
	return c, err
}

type numbered struct{ *stdlib.Conn }

// PrepareContext is called by database/sql.
func (n numbered) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	return n.Conn.PrepareContext(ctx, number(query))
}

// ExecContext is called by database/sql.
func (n numbered) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	return n.Conn.ExecContext(ctx, number(query), args)
}

// QueryContext is called by database/sql.
func (n numbered) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	return n.Conn.QueryContext(ctx, number(query), args)
}

// number writes $1, $2, ... for each "?". None of our statements has one in
// a string.
func number(query string) string {
	parts := strings.Split(query, "?")
	var b strings.Builder
	for i, p := range parts {
		if i > 0 {
			b.WriteString("$" + strconv.Itoa(i))
		}
		b.WriteString(p)
	}
	return b.String()
}
