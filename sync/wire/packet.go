package wire

// Message is one message on its way over a broker.
type Message struct {
	Topic   string
	Payload []byte // at most MaxMessage; nobody writes to it
	QoS     byte   // 0, or 1: the broker tells that it took it over
	Retain  bool   // the broker gives it to whoever comes later
}
