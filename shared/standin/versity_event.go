package standin

import (
	"crypto/rand"
	"encoding/json"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// s3Event is an event of S3 as EventBridge delivers it.
type s3Event struct {
	Version    string        `json:"version"`
	ID         string        `json:"id"`
	DetailType string        `json:"detail-type"`
	Source     string        `json:"source"`
	Account    string        `json:"account"`
	Time       string        `json:"time"`
	Region     string        `json:"region"`
	Resources  []string      `json:"resources"`
	Detail     s3EventDetail `json:"detail"`
}

type s3EventDetail struct {
	Version   string        `json:"version"`
	Bucket    s3EventBucket `json:"bucket"`
	Object    s3EventObject `json:"object"`
	RequestID string        `json:"request-id"`
	Requester string        `json:"requester"`
	Reason    string        `json:"reason"`
}

type s3EventBucket struct {
	Name string `json:"name"`
}

type s3EventObject struct {
	Key       string `json:"key"`
	Size      int64  `json:"size"`
	ETag      string `json:"etag"`
	VersionID string `json:"version-id"`
	Sequencer string `json:"sequencer"`
}

// event is the record about a version, in the shape that S3 gives it.
func (r webhookRecord) event(v types.ObjectVersion) []byte {
	const account, region = "123456789012", "ap-northeast-1"
	bucket := r.S3.Bucket.Name
	raw, err := json.Marshal(s3Event{
		Version: "0", ID: rand.Text(), DetailType: "Object Created", Source: "aws.s3", Account: account,
		Time: r.at(), Region: region, Resources: []string{"arn:aws:s3:::" + bucket},
		Detail: s3EventDetail{
			Version: "0", Bucket: s3EventBucket{bucket}, RequestID: rand.Text(), Requester: account, Reason: createdBy[r.Name],
			Object: s3EventObject{
				Key: aws.ToString(v.Key), Size: aws.ToInt64(v.Size), ETag: strings.Trim(aws.ToString(v.ETag), `"`),
				VersionID: aws.ToString(v.VersionId), Sequencer: r.S3.Object.Sequencer,
			},
		},
	})
	if err != nil {
		panic("standin: an event of texts and numbers: " + err.Error())
	}
	return raw
}

// at is the second it happened, UTC.
func (r webhookRecord) at() string {
	t, err := time.Parse(time.RFC3339, r.Time)
	if err != nil {
		return r.Time
	}
	return t.UTC().Format(time.RFC3339)
}
