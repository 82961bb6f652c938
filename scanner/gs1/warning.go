package gs1

// Warning is a doubt about data that was still understood.
type Warning struct {
	Code string `json:"code"`
	AI   string `json:"ai,omitempty"`
	Text string `json:"text"`
}

// The codes of warnings. They are only ever added to. Repairs are told by their
// names; see Repair.
const (
	WarnLostSeparator = "lost_separator" // a value may have swallowed a date, or holds a separator written out
	WarnNoLayout      = "no_layout"      // a number of restricted circulation that no layout explains
	WarnPriceCheck    = "price_check"    // the check digit of a printed weight or price is wrong
	WarnNoGTIN        = "no_gtin"        // valid GS1 data, but not of a product
	WarnVoucher       = "voucher"        // a coupon or a refund receipt
)
