package plug

import (
	"fmt"
	"strconv"
	"strings"
)

// ID is what a USB device says it is: the numbers of its maker and its model.
// The zero ID is none.
type ID struct{ Vendor, Product uint16 }

// UnmarshalText reads four hexadecimal digits, a colon and four more.
func (id *ID) UnmarshalText(b []byte) error {
	vendor, product, _ := strings.Cut(string(b), ":")
	v, err1 := strconv.ParseUint(vendor, 16, 16)
	p, err2 := strconv.ParseUint(product, 16, 16)
	if len(vendor) != 4 || len(product) != 4 || err1 != nil || err2 != nil || v == 0 {
		return fmt.Errorf("%q is no USB ID; write the vendor's and the product's four hexadecimal digits, quoted, such as \"0c2e:0206\"; endcap detect shows it", b)
	}
	*id = ID{uint16(v), uint16(p)}
	return nil
}

// MarshalText writes 0c2e:0206, and nothing for the zero ID.
func (id ID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// String writes 0c2e:0206, and nothing for the zero ID.
func (id ID) String() string {
	if id == (ID{}) {
		return ""
	}
	return fmt.Sprintf("%04x:%04x", id.Vendor, id.Product)
}
