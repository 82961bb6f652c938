package ledger

import "endcap/sync/wire"

// result keeps what a device says became of a command.
func (a *appending) result(s *stream, r wire.CommandResult) error {
	_, err := a.tx.ExecContext(a.ctx, "UPDATE commands SET state=?, text=?, changed=? WHERE device=? AND id=?",
		plain(string(r.Outcome)), plain(r.Text), stamp(a.now), s.device.id, plain(r.ID))
	return err
}
