package wire

import (
	"time"
	"unicode/utf16"
)

// tell emits what the service says about a message: that it is on its way, then
// that the carrier has it, which is the last that many countries tell, or that
// the telephone cannot be reached. It emits to EventBridge whether or not there
// is a configuration set.
func (s *SMS) tell(t Text, f fate) {
	s.report(t, "PENDING", "Message is in the process of being delivered", f.delays[0])
	if f.bounced {
		s.report(t, "UNREACHABLE", "Phone is currently unreachable/unavailable", f.delays[1])
		return
	}
	s.report(t, "SUCCESSFUL", "Message has been accepted by phone carrier", f.delays[1])
}

func (s *SMS) report(t Text, status, why string, delays []time.Duration) {
	s.desk.emit("aws.sms-voice", "Text Message Delivery Status Updated", nil, map[string]any{
		"eventType": "TEXT_" + status, "eventVersion": "1.0", "eventTimestamp": s.desk.now().UnixMilli(), "isFinal": status != "PENDING",
		"originationPhoneNumber": t.From, "destinationPhoneNumber": t.To, "isoCountryCode": "JP", "isInternationalSend": false,
		"mcc": "440", "mnc": "10", "carrierName": "carrier", "messageId": t.ID, "messageRequestTimestamp": t.At.UnixMilli(),
		"messageEncoding": "UNICODE", "messageType": "TRANSACTIONAL", "messageStatus": status, "messageStatusDescription": why,
		"context": t.Context, "totalMessageParts": parts(t.Body), "totalMessagePrice": 0, "totalCarrierFee": 0,
	}, delays)
}

// parts is how many SMS a text takes: one holds 70 UTF-16 units, each of
// several 67.
func parts(text string) int {
	n := len(utf16.Encode([]rune(text)))
	if n <= 70 {
		return 1
	}
	return (n + 66) / 67
}
