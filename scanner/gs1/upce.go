package gs1

// ExpandUPCE writes a UPC-E number of 8 digits (number system 0 or 1, six
// digits, check digit) as the UPC-A of 12 that it stands for (GenSpecs
// 5.2.2.4). The error is an *Error.
func ExpandUPCE(upce string) (string, error) {
	if f := csetN.check(upce); f.code != "" || len(upce) != 8 || upce[0] > '1' {
		return "", &Error{Code: CodeLength, Len: len(upce), Value: upce, why: noNumber + "UPC-E: it has 8 digits, the first 0 or 1"}
	}
	system, d, check := upce[:1], upce[1:7], upce[7:]
	var long string
	switch d[5] {
	case '0', '1', '2':
		long = d[:2] + d[5:] + "0000" + d[2:5]
	case '3':
		long = d[:3] + "00000" + d[3:5]
	case '4':
		long = d[:4] + "00000" + d[4:5]
	default:
		long = d[:5] + "0000" + d[5:]
	}
	long = system + long + check
	if f := checkSum(long); f.code != "" {
		return "", &Error{Code: f.code, Pos: 7, Len: 1, Value: long, why: f.why, at: f.pos}
	}
	return long, nil
}
