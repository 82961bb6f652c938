package node

import "time"

const (
	again       = time.Second      // the wait before a scan that could not be stored is tried again
	doubtFor    = time.Hour        // how long a doubt about a scanner is shown
	keepBackups = 1                // that nobody fetched, when another is written
	tellHealth  = time.Minute      // between two times that headquarters is told of a part
	lookHealth  = 5 * time.Second  // between two looks at the parts
	keepTime    = time.Minute      // between two times that the time is kept
	backupWait  = 10 * time.Minute // for a backup that headquarters ordered
	mostLit     = 10 * time.Minute // that a light blinks to be found
	brokerWait  = 2 * time.Second  // for a broker to answer a check
	renewDays   = 14               // before its certificate's end a device asks for another
	// triggered is how soon a scanner with a trigger reads the next thing of a
	// kind; what comes sooner is one reading, sent twice.
	triggered = 300 * time.Millisecond
)
