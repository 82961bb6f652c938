package gs1

// Warning is a doubt about data that was still understood.
type Warning struct {
	Code string `json:"code"`
	AI   string `json:"ai,omitempty"`
	Text string `json:"text"`
}
