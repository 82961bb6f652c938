package configs

import "testing"

func TestRoot_IsWhereLinksBeginAndNothingMore(t *testing.T) {
	for text, fine := range map[string]bool{
		"https://shelf-a3.example.com": true, "http://127.0.0.1:8080": true, "https://[::1]:8443": true,
		"https://a.example/": false, "https://a.example?": false, "https://a.example#": false, "https://u@a.example": false,
		"https://": false, "https://:80": false, "ftp://a.example": false, "a.example": false, "https://a.example\r\nX: y": false, "https://a b": false,
	} {
		var r Root
		if err := r.UnmarshalText([]byte(text)); (err == nil) != fine || fine && string(r) != text {
			t.Errorf("%q: got %q, %v", text, r, err)
		}
	}
}
