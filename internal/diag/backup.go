package diag

import (
	"context"
	"errors"
	"net/http"
	"time"

	"endcap/internal/web"
)

// BackupPath is where a backup is asked for, with POST and the header ByHand.
const BackupPath = "/api/store/backup"

// ByHand is a header that every request which makes the device do something
// must have, with the name of what is asked. A page of another site cannot set
// it without asking first (CORS), and nobody here answers that.
const ByHand = "Endcap-By-Hand"

// byHand lets next do what, for nobody but a person here.
func byHand(what, instead string, next http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get(ByHand) != what {
			http.Error(w, "use "+instead+", or set the header "+ByHand+": "+what, http.StatusForbidden)
			return
		}
		next(w, r)
	})
}

// backup makes the device write a backup of its store: one at a time.
func (h handler) backup() http.Handler {
	turn := make(chan struct{}, 1)
	return byHand("backup", "endcap store backup", func(w http.ResponseWriter, r *http.Request) {
		select {
		case turn <- struct{}{}:
			defer func() { <-turn }()
		default:
			http.Error(w, "a backup is being written; ask again when it is done", http.StatusConflict)
			return
		}
		// It takes as long as the card does; a server that cannot say so cuts it off.
		if err := http.NewResponseController(w).SetWriteDeadline(time.Now().Add(backupWait)); err != nil && !errors.Is(err, http.ErrNotSupported) {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		ctx, cancel := context.WithTimeout(r.Context(), backupWait)
		defer cancel()
		made, err := h.Backup(ctx)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		web.WriteJSON(w, http.StatusOK, made)
	})
}
