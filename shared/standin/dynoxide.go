package standin

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
)

// Dynamo is a process that stands in for DynamoDB and its streams. One serves
// many tests, each with a table of its own name.
type Dynamo struct {
	*Process
	Endpoint string // http://127.0.0.1:port
}

// Dynoxide starts a Dynoxide that keeps its tables in memory; ErrAbsent. It
// deletes no expired items, checks no signature and never throttles: package
// trouble does that in its stead.
func Dynoxide(ctx context.Context) (*Dynamo, error) {
	tool, err := Tool("node_modules", "@dynoxide", "linux-x64", "dynoxide")
	if err != nil {
		return nil, err
	}
	d := &Dynamo{}
	if err := onPort(func(port int) (err error) {
		d.Endpoint = "http://127.0.0.1:" + strconv.Itoa(port)
		d.Process, err = Start(ctx, nil, d.healthy, tool, "--port", strconv.Itoa(port))
		return err
	}); err != nil {
		return nil, fmt.Errorf("start a stand-in for DynamoDB: %w", err)
	}
	return d, nil
}

// Config is what any client of DynamoDB or its streams is made from. Give it an
// HTTPClient (package trouble) to have calls fail.
func (d *Dynamo) Config() aws.Config {
	return aws.Config{
		Region:       "ap-northeast-1",
		BaseEndpoint: aws.String(d.Endpoint),
		Credentials:  credentials.NewStaticCredentialsProvider("AKIDSTANDIN", "secret", ""),
	}
}

// healthy tells whether it is a DynamoDB that answers there.
func (d *Dynamo) healthy(ctx context.Context) bool {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, d.Endpoint, nil)
	if err != nil {
		return false
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return false
	}
	defer answer.Body.Close()
	said, err := io.ReadAll(answer.Body)
	return err == nil && strings.HasPrefix(string(said), "healthy: dynamodb")
}
