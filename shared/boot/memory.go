package boot

import (
	"os"
	"runtime/debug"
	"strconv"
)

// roomy lets garbage lie up to four times what is in use, as long as it is less
// than three quarters of the memory that Lambda gives: a start ends without a
// collection, and a function with large documents collects as it always did. An
// operator's GOGC or GOMEMLIMIT stands.
func roomy() {
	mb, err := strconv.ParseInt(os.Getenv("AWS_LAMBDA_FUNCTION_MEMORY_SIZE"), 10, 64)
	if err != nil || mb <= 0 || os.Getenv("GOGC")+os.Getenv("GOMEMLIMIT") != "" {
		return
	}
	debug.SetMemoryLimit(mb << 20 / 4 * 3)
	debug.SetGCPercent(400)
}
