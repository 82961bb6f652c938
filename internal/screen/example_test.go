package screen_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"

	"endcap/device"
	"endcap/device/cart"
	"endcap/internal/screen"
	"endcap/offers/money"
)

// basket is a controller that only remembers what it was asked.
type basket struct{ device.Latest[cart.View] }

func (b *basket) View() cart.View { return b.Get() }

func (b *basket) Remove(_ context.Context, basket string, line int, quantity int64) error {
	fmt.Println("take", quantity, "out of line", line, "of", basket)
	return nil
}

func (b *basket) Pay(context.Context, string, money.Amount) error { return nil }

// The buttons of the page are plain forms: they work with a browser that runs
// no script, and only from the page itself.
func ExampleCart() {
	b := &basket{}
	b.Set(cart.View{
		Basket: "cart-07-000012",
		Lines:  []cart.ViewLine{{Number: 4, Name: "Whole milk", Quantity: 2}},
		Total:  money.New(298, money.Currency{'E', 'U', 'R'}),
	})
	page := screen.Cart(b, screen.Options{Name: "cart-07"})

	for _, from := range []string{"same-origin", "cross-site"} {
		form := strings.NewReader("basket=cart-07-000012&line=4&quantity=1")
		r := httptest.NewRequest(http.MethodPost, "/remove", form)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", from)
		w := httptest.NewRecorder()
		page.ServeHTTP(w, r)
		fmt.Println(from, w.Code)
	}
	// Output:
	// take 1 out of line 4 of cart-07-000012
	// same-origin 303
	// cross-site 403
}
