package publish

import (
	"errors"
	"fmt"
	"path/filepath"

	"endcap/offers/assortment"
	"endcap/offers/catalog"
)

// ErrFile is returned when a file is refused. It is refused whole; the error
// tells every fault, one a line, with line and column.
var ErrFile = errors.New("publish: the file is refused")

// ReadProducts reads a file of products as assortment.Read does. On any fault
// it returns ErrFile with all of them.
func ReadProducts(name string, content []byte) ([]catalog.Product, error) {
	products, err := assortment.Read(name, content)
	if err != nil {
		return nil, refuse(name, err)
	}
	return products, nil
}

// refuse names the file before its faults.
func refuse(name string, err error) error {
	return fmt.Errorf("%w: %s\n%w", ErrFile, filepath.Base(name), err)
}
