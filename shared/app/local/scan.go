package local

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/files"
	"github.com/sasae-care/sasae/shared/plan"
)

// Scan stands in for the malware scanner of the cloud: it gives GuardDuty's
// result for the bytes of an object, or "" for no answer at all.
type Scan func(key string, body []byte) string

// eicar is the industry's test signature, in two parts so that this source file
// does not trip a scanner itself.
var eicar = []byte(`X5O!P%@AP[4\PZX54(P^)7CC)7}$` + `EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*`)

// TestSignature knows the test signature only. A town that takes real files in
// on one machine runs a scanner of its own (README, limits).
func TestSignature(_ string, body []byte) string {
	if bytes.Contains(body, eicar) {
		return "THREATS_FOUND"
	}
	return "NO_THREATS_FOUND"
}

// scanArrived scans an arrived object and publishes the verdict in the shape of
// GuardDuty. It does so before it returns: who looks at the file next would else
// hold its set for want of the verdict.
func (n *Node) scanArrived(ctx context.Context, key string) error {
	town, ok := townOf(key)
	if !ok {
		return nil
	}
	o, err := n.Disk.Head(ctx, key)
	if errors.Is(err, files.ErrNotFound) {
		return nil // not there (yet): its promise wakes us again
	}
	if err != nil {
		return err
	}
	result, err := n.scanned(ctx, o)
	if err != nil || result == "" {
		return err
	}
	verdict, err := events.New(o.Version+"-scan", town, n.Now(), events.MalwareVerdict{
		ScanStatus:      "COMPLETED",
		S3ObjectDetails: events.ScanObject{BucketName: "local", ObjectKey: o.Key, ETag: o.ETag, VersionID: o.Version},
		ScanResult:      events.ScanResult{Status: result},
	})
	if err != nil {
		return err
	}
	return n.Publish(ctx, verdict)
}

func (n *Node) scanned(ctx context.Context, o files.Object) (string, error) {
	r, err := n.Disk.Open(ctx, o.Key, o.Version)
	if err != nil {
		return "", err
	}
	defer r.Close()
	var body bytes.Buffer
	body.Grow(int(min(o.Size, plan.MaxDocument)) + bytes.MinRead)
	if _, err := body.ReadFrom(io.LimitReader(r, plan.MaxDocument)); err != nil {
		return "", fmt.Errorf("scan %s: %w", o.Key, err)
	}
	return n.scan(o.Key, body.Bytes()), nil
}
