package author_test

import "testing"

// sentences say what a condition asks and what a reward gives.
var sentences = map[string]string{
	"min_spend":                 "goods cost at least an amount, by what is left to pay for them or by shelf prices",
	"min_quantity":              "at least so many pieces are there",
	"min_products":              "at least so many different products are there",
	"min_weight":                "goods that were weighed have at least so many grams together",
	"min_points":                "the shopper has at least so many points",
	"min_members":               "at least so many friends have a piece in the basket",
	"contains":                  "one piece of the goods is there",
	"segment":                   "the shopper belongs to one of the groups; the price is personal",
	"member":                    "the shopper has shown a card; the price is personal",
	"nth_visit":                 "this is the shopper's visit of that number",
	"first_purchase":            "the shopper has bought nothing here before",
	"challenge_done":            "the shopper has reached the goal of one of these offers",
	"zone":                      "the basket is in one of these parts of the shop",
	"weekday":                   "today is one of these days",
	"holiday":                   "today is one of these dates",
	"time_of_day":               "it is between two hours; they may lie around midnight",
	"coupon":                    "one of these codes was shown",
	"expr":                      "an expression holds, for what no other condition says",
	"percent_off":               "a percentage off each unit, each line or the basket",
	"amount_off":                "an amount off each unit, each line or the basket",
	"unit_price":                "a price for each piece, kilogram, litre or metre",
	"group":                     "goods together: N for a price, for a percentage or an amount off, or with the cheapest free",
	"buy_get":                   "buy some, get others for less or nothing",
	"tiered":                    "the more is spent or bought, the more is taken off",
	"per_line_first_additional": "an amount off the first unit of a line, another off each further one",
	"near_expiry":               "the nearer a piece is to its expiry, the more is taken off",
	"gift":                      "pieces that cost nothing",
	"points_earn":               "points for what is bought",
	"points_multiply":           "points that other offers gave, times a percentage",
	"points_burn":               "the shopper's points pay, in whole steps",
	"voucher":                   "an amount for a later visit",
	"manufacturer_coupon":       "what a North American coupon (GS1 AI 8110) says, on the goods of its families",
}

func TestSentences_SayWhatEveryWordDoes(t *testing.T) {
	s := offersSource(t)
	for _, word := range append(s.words["ConditionType"], s.words["RewardType"]...) {
		if sentences[word] == "" {
			t.Errorf("no sentence says what %s does", word)
		}
	}
}
