package standin

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// S3 is a process that stands in for S3: versitygw v1.8.0, its objects in a
// folder that goes with it. It checks signatures, policies, checksums and
// conditions, and keeps versions. One serves many tests, each with a bucket of
// its own.
//
// Where it is not S3:
//
//   - CopyObject knows no If-None-Match: it would write a newer version. What
//     stands before it (copies) keeps that condition.
//   - The folder for temporary files must hold extended attributes.
//   - It reads an object's content and attributes one after another, so a HEAD
//     during an overwrite may mix two versions.
//   - Its webhooks are sent once, after the answer, and never again; what is
//     odd about them says webhooks.
//   - A versioning folder that is no absolute path ends in a wrong place.
//   - Lifecycle rules and the block of public access answer 501.
type S3 struct {
	*Process
	Endpoint string // http://127.0.0.1:port

	dir    string
	hooks  *webhooks
	copies *copies
}

// The keys that Config signs with; versitygw knows no others.
const versityAccess, versitySecret = "AKIDSTANDIN", "secret"

// Versity starts a versitygw without buckets; ErrAbsent.
func Versity(ctx context.Context) (*S3, error) {
	tool, err := Tool("bin", "versitygw")
	if err != nil {
		return nil, err
	}
	var s *S3
	if err := onPort(func(port int) error {
		s = &S3{}
		err := s.start(ctx, tool, port)
		if err != nil {
			s.Stop()
		}
		return err
	}); err != nil {
		return nil, fmt.Errorf("start a stand-in for S3: %w", err)
	}
	return s, nil
}

func (s *S3) start(ctx context.Context, tool string, port int) (err error) {
	if s.dir, err = os.MkdirTemp("", "versity-*"); err != nil {
		return err
	}
	objects, versions := filepath.Join(s.dir, "objects"), filepath.Join(s.dir, "versions")
	if err := errors.Join(os.Mkdir(objects, 0o700), os.Mkdir(versions, 0o700)); err != nil {
		return err
	}
	itself := fmt.Sprintf("http://127.0.0.1:%d", port)
	s.Endpoint = itself
	if s.copies, s.Endpoint, err = copiesBefore(itself, s.Client()); err != nil {
		return err
	}
	if s.hooks, err = listenForWebhooks(s.Client()); err != nil { // before the server, which calls at once
		return err
	}
	s.copies.put = s.hooks.put
	health := "/" + rand.Text() // only this process answers there
	s.Process, err = Start(ctx, []string{"ROOT_ACCESS_KEY_ID=" + versityAccess, "ROOT_SECRET_ACCESS_KEY=" + versitySecret}, answersOK(itself+health), tool,
		"--port", fmt.Sprintf("127.0.0.1:%d", port), "--region", s.Config().Region, "--quiet", "--health", health, "--event-webhook-url", s.hooks.url(),
		"posix", "--versioning-dir", versions, objects)
	return err
}

// answersOK tells whether an address answers 200.
func answersOK(url string) func(context.Context) bool {
	return func(ctx context.Context) bool {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
		if err != nil {
			return false
		}
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			return false
		}
		_ = resp.Body.Close() // nothing is in it
		return resp.StatusCode == http.StatusOK
	}
}

// Config is what any client of S3 is made from. Give it an HTTPClient (package
// trouble) to have calls fail.
func (s *S3) Config() aws.Config {
	return aws.Config{
		Region:       "ap-northeast-1",
		BaseEndpoint: aws.String(s.Endpoint),
		Credentials:  credentials.NewStaticCredentialsProvider(versityAccess, versitySecret, ""),
	}
}

// Client is a client without trouble.
func (s *S3) Client() *s3.Client { return s3.NewFromConfig(s.Config()) }

// Bucket is what Make makes.
type Bucket struct {
	Name string
	// Lock is how long nobody, not even the owner, can remove or change a
	// version (Object Lock, mode COMPLIANCE, whole days); 0: no lock.
	Lock time.Duration
	// Heard is given the events of new objects, as EventBridge delivers them;
	// it is called from several goroutines, and Stop waits for it to return.
	// nil: nobody listens.
	Heard func(raw []byte)
	// Fate is what becomes of the n-th event, from 1; it is asked by one
	// goroutine at a time. nil: each comes at once, and once.
	Fate func(n int) Fate
}

// Fate is what becomes of an event on its way.
type Fate struct {
	Lost    bool
	Doubled bool
	After   time.Duration
}

// Make makes a bucket that keeps versions.
func (s *S3) Make(ctx context.Context, b Bucket) error {
	if err := s.make(ctx, b); err != nil {
		return fmt.Errorf("make the bucket %s: %w", b.Name, err)
	}
	s.hooks.add(b)
	return nil
}

func (s *S3) make(ctx context.Context, b Bucket) error {
	c := s.Client()
	if _, err := c.CreateBucket(ctx, &s3.CreateBucketInput{
		Bucket: &b.Name, ObjectLockEnabledForBucket: aws.Bool(b.Lock > 0),
		CreateBucketConfiguration: &types.CreateBucketConfiguration{LocationConstraint: types.BucketLocationConstraint(s.Config().Region)},
	}); err != nil {
		return err
	}
	if _, err := c.PutBucketVersioning(ctx, &s3.PutBucketVersioningInput{
		Bucket: &b.Name, VersioningConfiguration: &types.VersioningConfiguration{Status: types.BucketVersioningStatusEnabled},
	}); err != nil || b.Lock == 0 {
		return err
	}
	days := int32(max(1, b.Lock/(24*time.Hour)))
	_, err := c.PutObjectLockConfiguration(ctx, &s3.PutObjectLockConfigurationInput{
		Bucket: &b.Name, ObjectLockConfiguration: &types.ObjectLockConfiguration{
			ObjectLockEnabled: types.ObjectLockEnabledEnabled,
			Rule:              &types.ObjectLockRule{DefaultRetention: &types.DefaultRetention{Mode: types.ObjectLockRetentionModeCompliance, Days: &days}},
		},
	})
	return err
}

// Stop ends the server, drops the events that are under way and removes the
// folder.
func (s *S3) Stop() {
	if s.Process != nil {
		s.Process.Stop()
	}
	if s.copies != nil {
		s.copies.stop()
	}
	if s.hooks != nil {
		s.hooks.stop()
	}
	if s.dir != "" {
		_ = os.RemoveAll(s.dir) // a folder of the system's temporary ones
	}
}
