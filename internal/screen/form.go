package screen

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"endcap/device/cart"
)

// errForm is returned when a form is not one that these pages contain.
var errForm = errors.New("the page sent something this device does not understand; load it again")

// errStale is returned when a form was drawn for what is so no longer.
var errStale = errors.New("the basket has changed meanwhile; please look at it again")

// readForm returns the fields of a small form.
func readForm(w http.ResponseWriter, r *http.Request) (url.Values, error) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		return nil, fmt.Errorf("%w (%w)", errForm, err)
	}
	return r.PostForm, nil
}

// removal is the form of a line's button.
type removal struct {
	basket   string
	line     int
	quantity int64
}

func parseRemoval(f url.Values) (removal, error) {
	line, err := strconv.ParseInt(f.Get("line"), 10, 32)
	if err != nil || line < 0 {
		return removal{}, fmt.Errorf("%w (line %.20q)", errForm, f.Get("line"))
	}
	quantity, err := strconv.ParseInt(f.Get("quantity"), 10, 64)
	if err != nil || quantity < 1 || quantity > maxQuantity {
		return removal{}, fmt.Errorf("%w (quantity %.20q)", errForm, f.Get("quantity"))
	}
	return removal{f.Get("basket"), int(line), quantity}, nil
}

// checkBasket compares the basket that a form was drawn for with the one there is.
func checkBasket(basket string, v cart.View) error {
	if basket != v.Basket {
		return errStale
	}
	return nil
}

// payment is the form that confirms paying.
type payment struct{ basket, total string }

// check returns whether this basket was paid by an earlier press of the same
// button, or errStale if it is not what the page showed.
func (p payment) check(v cart.View) (done bool, err error) {
	switch {
	case v.Closed != nil && p.basket == v.Closed.Basket && p.total == v.Closed.Total.String():
		return true, nil
	case p.total != v.Total.String():
		return false, errStale
	}
	return false, checkBasket(p.basket, v)
}
