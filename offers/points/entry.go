package points

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Errors of entries and of balances.
var (
	// ErrEntry is returned when an entry cannot be one, or contradicts one
	// of the same ID.
	ErrEntry = errors.New("points: not an entry")
	// ErrRange is returned when points do not fit.
	ErrRange = errors.New("points: too many")
)

// Entry moves points from one account to another.
type Entry struct {
	ID     string    `json:"id"` // BASKET/OFFER/NUMBER, and /back for one that takes another back
	From   string    `json:"from"`
	To     string    `json:"to"`
	Points int64     `json:"points"`
	Offer  string    `json:"offer"`
	Basket string    `json:"basket"`
	At     time.Time `json:"at"`
}

const back = "/back"

// Earned returns the entry of points that a member earned. number tells
// several entries of one basket and offer apart, from 0.
func Earned(basket, offer, id string, number int, points int64, at time.Time) Entry {
	return Entry{ID: name(basket, offer, number), From: Issue(offer), To: Member(id), Points: points, Offer: offer, Basket: basket, At: at}
}

// Burned returns the entry of points that a member burned.
func Burned(basket, offer, id string, number int, points int64, at time.Time) Entry {
	return Entry{ID: name(basket, offer, number), From: Member(id), To: Burn(offer), Points: points, Offer: offer, Basket: basket, At: at}
}

func name(basket, offer string, number int) string {
	return basket + "/" + offer + "/" + strconv.Itoa(number)
}

// Check says what is wrong with the entry.
func (e Entry) Check() error {
	wrong := func(format string, args ...any) error {
		return fmt.Errorf("%w: %q "+format, append([]any{ErrEntry, e.ID}, args...)...)
	}
	id, reversed := strings.CutSuffix(e.ID, back)
	number, isNumber := strings.CutPrefix(id, e.Basket+"/"+e.Offer+"/")
	n, err := strconv.Atoi(number)
	from, to := e.From, e.To
	if reversed {
		from, to = to, from
	}
	switch {
	case !nameOK(e.Basket) || !nameOK(e.Offer):
		return wrong("names no basket or no offer; use 1 to %d letters, digits and signs, no slash", MaxName)
	case !isNumber || err != nil || n < 0 || n > MaxNumber || strconv.Itoa(n) != number:
		return wrong("is not of basket %s, offer %s and a number to %d", e.Basket, e.Offer, MaxNumber)
	case e.Points < 1 || e.Points > MaxPoints:
		return wrong("moves %d points; an entry moves 1 to %d", e.Points, int64(MaxPoints))
	case e.At.IsZero():
		return wrong("has no time")
	}
	if from == Issue(e.Offer) && ofMember(to) || ofMember(from) && to == Burn(e.Offer) {
		return nil
	}
	return wrong("moves points from %q to %q; they go from issue/%s to a member or from a member to burn/%s", e.From, e.To, e.Offer, e.Offer)
}

// Same tells whether two entries move the same, whenever that was.
func (e Entry) Same(o Entry) bool {
	e.At, o.At = time.Time{}, time.Time{}
	return e == o
}

// Reverse returns the entry that takes another back, whole. To take back
// twice, at whatever times, is to take back once: both entries have one ID.
// What takes back is not taken back itself: that is ErrEntry, as is an entry
// that is none.
func Reverse(e Entry, at time.Time) (Entry, error) {
	if err := e.Check(); err != nil {
		return Entry{}, err
	}
	if strings.HasSuffix(e.ID, back) {
		return Entry{}, fmt.Errorf("%w: %q takes another back already; post a new entry", ErrEntry, e.ID)
	}
	e.ID, e.From, e.To, e.At = e.ID+back, e.To, e.From, at
	return e, nil
}
