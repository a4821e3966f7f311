// Package wire is small servers that speak the wire protocols of the AWS
// services for which there is no stand-in of others. The SDK's own clients talk
// to them, unmodified.
//
//	CreateSchedule                → Scheduler → (its clock goes on) → Ring
//	SendEmail, SendTextMessage    → SES, SMS  → Emit (Send, Delivery, Bounce, …)
//	PutEvents                     → Bus       → Put
//	Invoke, GetFunctionConfiguration → Lambda → Invoke, Environment
//	ReceiveMessage, DeleteMessage → SQS
//
// Each is an http.Handler for one endpoint, keeps what it was told so that a
// test can look at it, and has no clock of its own. A request without the form
// of an AWS signature is refused; the signature itself is not verified.
package wire

import (
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
)

// The account and the region that the servers answer and emit for.
const (
	Account = "111122223333"
	Region  = "ap-northeast-1"
)

// began is where a clock stands that nobody set.
var began = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// Server is a handler that listens.
type Server struct {
	URL  string // http://127.0.0.1:port, for a client's BaseEndpoint
	http *http.Server
	done chan struct{}
	once sync.Once
}

// Serve lets h answer at a free loopback port until Close.
func Serve(h http.Handler) (*Server, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("listen on loopback: %w", err)
	}
	s := &Server{URL: "http://" + l.Addr().String(), done: make(chan struct{})}
	s.http = &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = s.http.Serve(l); close(s.done) }()
	return s, nil
}

// Config is what a client of the served service is made from. Give it an
// HTTPClient (package trouble) to have calls fail on their way.
func (s *Server) Config() aws.Config {
	return aws.Config{
		Region:       Region,
		BaseEndpoint: aws.String(s.URL),
		Credentials:  credentials.NewStaticCredentialsProvider("AKIDSTANDIN", "secret", ""),
	}
}

// Close ends all connections and waits for the port to be free. It may be
// called twice.
func (s *Server) Close() {
	s.once.Do(func() { _ = s.http.Close() }) // nothing is left to be saved
	<-s.done
}
