package screen

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"endcap/offers/money"
)

// errForm is returned when a form is not one that these pages contain.
var errForm = errors.New("the page sent something this device does not understand; load it again")

// readForm returns the fields of a small form.
func readForm(w http.ResponseWriter, r *http.Request) (url.Values, error) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		return nil, fmt.Errorf("%w (%w)", errForm, err)
	}
	return r.PostForm, nil
}

// parseRemoval reads the form of a line's button.
func parseRemoval(f url.Values) (line int, quantity int64, err error) {
	n, err := strconv.ParseInt(f.Get("line"), 10, 32)
	if err != nil || n < 0 {
		return 0, 0, fmt.Errorf("%w (line %.20q)", errForm, f.Get("line"))
	}
	quantity, err = strconv.ParseInt(f.Get("quantity"), 10, 64)
	if err != nil || quantity < 1 || quantity > maxQuantity {
		return 0, 0, fmt.Errorf("%w (quantity %.20q)", errForm, f.Get("quantity"))
	}
	return int(n), quantity, nil
}

// parseTotal reads what the page that confirms paying showed.
func parseTotal(f url.Values) (money.Amount, error) {
	total, err := money.Parse(f.Get("total"))
	if err != nil {
		return total, fmt.Errorf("%w (total %.20q)", errForm, f.Get("total"))
	}
	return total, nil
}
