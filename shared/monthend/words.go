package monthend

import (
	"regexp"
	"sync"
)

// long is a number as a person may have: seven digits or more in a row.
var long = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`[0-9０-９]{7,}`) })

// nameless hides what could be the number of a person. A reason holds none by
// itself; a header of a CSV without a header does.
func nameless(s string) string { return long().ReplaceAllString(s, "…") }
