package trouble

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"unicode/utf8"
)

// Cancelled answers a TransactWriteItems that it was cancelled, for one reason
// an item ("None", "TransactionConflict", "ConditionalCheckFailed", …). Nothing
// happened.
func Cancelled(reasons ...string) Trouble {
	list := make([]map[string]string, len(reasons))
	for i, code := range reasons {
		list[i] = map[string]string{"Code": code}
	}
	message := "Transaction cancelled, please refer cancellation reasons for specific reasons [" + strings.Join(reasons, ", ") + "]"
	return answer(http.StatusBadRequest, "TransactionCanceledException", message, map[string]any{"CancellationReasons": list})
}

// ShortPage lets a Query have at most limit items, as if its page were full;
// what it says about the next page is true.
func ShortPage(limit int) Trouble {
	return func(r *http.Request, send http.RoundTripper) (*http.Response, error) {
		answer, _, err := query(r, send, limit)
		return answer, err
	}
}

// EmptyPage lets a Query have no items and yet name a key to go on behind, as a
// page does that ended before it came to the first one. sort names the
// attribute of the sort key. A Query that finds nothing stays as it is.
func EmptyPage(sort string) Trouble {
	return func(r *http.Request, send http.RoundTripper) (*http.Response, error) {
		answer, said, err := query(r, send, 1)
		if err != nil || len(said.LastEvaluatedKey) == 0 {
			return answer, err
		}
		before := beside(said.LastEvaluatedKey[sort]["S"], said.forward)
		if before == "" {
			return answer, nil
		}
		said.LastEvaluatedKey[sort] = map[string]string{"S": before}
		body, err := json.Marshal(map[string]any{"Items": []any{}, "Count": 0, "ScannedCount": 0, "LastEvaluatedKey": said.LastEvaluatedKey})
		if err != nil {
			return nil, fmt.Errorf("write an empty page: %w", err)
		}
		return response(r, http.StatusOK, answer.Header.Get("Content-Type"), string(body)), nil
	}
}

// beside is the sort key that a query meets just before s, whether or not there
// is an item of it: the least above s on the way down; on the way up the last
// character is one less, and the greatest follow as long as a key can be.
// "" when there is none.
func beside(s string, forward bool) string {
	if !forward {
		return s + "\x00"
	}
	last, size := utf8.DecodeLastRuneInString(s)
	head := s[:len(s)-size]
	switch last {
	case 0:
		return head
	case 0xe000: // above the surrogates
		head += "\ud7ff"
	default:
		head += string(last - 1)
	}
	return head + strings.Repeat("\U0010ffff", (longestSort-len(head))/4)
}

// longestSort is how many bytes a sort key can have.
const longestSort = 1024

// found is what a Query says.
type found struct {
	LastEvaluatedKey map[string]map[string]string
	forward          bool
}

// query sends a Query with a lower limit; its signature no longer fits, which
// no stand-in minds. The answer can still be read.
func query(r *http.Request, send http.RoundTripper, limit int) (*http.Response, found, error) {
	said := found{forward: true}
	asked := map[string]any{}
	if err := json.NewDecoder(r.Body).Decode(&asked); err != nil {
		return nil, said, fmt.Errorf("read a Query: %w", err)
	}
	if own, ok := asked["Limit"].(float64); !ok || int(own) > limit {
		asked["Limit"] = limit
	}
	if up, ok := asked["ScanIndexForward"].(bool); ok {
		said.forward = up
	}
	body, err := json.Marshal(asked)
	if err != nil {
		return nil, said, fmt.Errorf("write a Query: %w", err)
	}
	changed := r.Clone(r.Context())
	changed.Body, changed.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	answer, err := send.RoundTrip(changed)
	if err != nil {
		return nil, said, err
	}
	text, err := io.ReadAll(answer.Body)
	_ = answer.Body.Close() // it is read
	if err != nil {
		return nil, said, err
	}
	answer.Body = io.NopCloser(bytes.NewReader(text))
	return answer, said, json.Unmarshal(text, &said)
}
