package diag_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"

	"endcap/internal/diag"
)

// A device that cannot work yet says why, one reason a line.
func ExampleHandler() {
	h := diag.Handler(diag.Options{
		Name: "shelf-03", Role: "shelf", Version: "0.1.0",
		Ready: func() error {
			return errors.Join(
				errors.New("there is no price book yet; connect the device to headquarters once"),
				errors.New("no label answers; check the cable of panel A3"),
			)
		},
	})
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/readyz", nil))
	fmt.Print(w.Code, " ", w.Body)
	// Output:
	// 503 {"ready":false,"why":["there is no price book yet; connect the device to headquarters once","no label answers; check the cable of panel A3"]}
}
