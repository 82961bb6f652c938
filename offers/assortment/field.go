package assortment

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"endcap/offers/catalog"
	"endcap/offers/money"
	"endcap/scanner/gs1"
)

// What follows reads one field each. The faults are in words for whoever
// keeps the file: those of gs1 are for whoever scans, those of money for
// programmers.

var errEmpty = errors.New("it is empty; every product needs one")

func readNumber(v string) (gs1.GTIN, error) {
	n, err := gs1.ParseGTIN(v)
	switch {
	case err == nil:
		return n, nil
	case v == "":
		return 0, errEmpty
	case strings.Trim(v, "0123456789") != "":
		return 0, fmt.Errorf("%.40q is not a product number; write the digits under its bar code and nothing else (a spreadsheet keeps them in a column of text)", v)
	case len(v) != 8 && (len(v) < 12 || len(v) > 14):
		return 0, fmt.Errorf("%.40s has %d digits; a product number has 8, 12, 13 or 14, with the zeros it begins with", v, len(v))
	case strings.Trim(v, "0") == "":
		return 0, fmt.Errorf("%s is no product number; write the digits under its bar code", v)
	}
	body, _ := strconv.ParseUint(v[:len(v)-1], 10, 64) // at most 13 digits
	return 0, fmt.Errorf("the product number %s fails its check digit; the last digit should be %d", v, gs1.CheckDigit(body))
}

func readCurrency(v string) (money.Currency, error) {
	c, err := money.ParseCurrency(v)
	switch {
	case v == "":
		err = errEmpty
	case err != nil:
		err = fmt.Errorf("%.40q is not a currency; write three capital letters like EUR", v)
	}
	return c, err
}

// readPrice returns minor units. Where the currency could not be read, the
// price may have as many decimals as any currency has.
func readPrice(v string, c money.Currency) (int64, error) {
	in := c
	if c == (money.Currency{}) {
		in = money.Currency{'C', 'L', 'F'}
	}
	a, err := money.Parse(v + " " + in.String())
	switch {
	case v == "":
		err = errEmpty
	case errors.Is(err, money.ErrRange):
		err = fmt.Errorf("%.40s is more than any price; look for a digit too many", v)
	case err != nil && c == money.Currency{}:
		err = fmt.Errorf("%.40q is not a price; write it with a point and without the currency, like 2.49", v)
	case err != nil:
		err = fmt.Errorf("%.40q is not a price in %s; write it like %s, with at most %d decimals", v, c, money.New(249, c).Decimal(), c.Digits())
	}
	return a.Minor, err
}

func readContent(v string) (catalog.Measure, error) {
	if v == "" {
		return catalog.Measure{}, nil
	}
	m, err := catalog.ParseMeasure(v)
	if err != nil {
		err = fmt.Errorf("%.40q is not a content; write a figure, a space and one of g, kg, ml, cl, l, cm, m, m2, pc, like 1.5 l", v)
	}
	return m, err
}
