package s3_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/boot"
	"github.com/sasae-care/sasae/shared/files"
	"github.com/sasae-care/sasae/shared/files/s3"
	"github.com/sasae-care/sasae/shared/standin"
)

func TestAnUploadIsHeardOfAsTheStepsHearIt(t *testing.T) {
	heard := make(chan []byte, 9)
	srv, name := bucket(t, standin.Bucket{Heard: func(raw []byte) { heard <- raw }})
	s := over(srv.Client(), name)
	for _, upload := range []struct {
		how, key string
		send     func(*testing.T, *s3.Store, string, []byte) files.Object
	}{{"a signed put", key, put}, {"a signed form", key + "f", form}} {
		o := upload.send(t, s, upload.key, body)
		e, ours, err := boot.Decode(<-heard)
		if err != nil || !ours {
			t.Fatalf("%s: ours %v, %v", upload.how, ours, err)
		}
		got, err := events.Read[events.ObjectArrived](e)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(events.ObjectArrived{Key: o.Key, Version: o.Version, ETag: o.ETag, Size: o.Size}, got); diff != "" {
			t.Errorf("%s: %s", upload.how, diff)
		}
		if e.Town != "431001" || e.ID == "" || e.At.Location() != time.UTC || e.At.Sub(o.Arrived).Abs() > time.Minute {
			t.Errorf("%s: the envelope is %+v", upload.how, e)
		}
	}
	if _, err := s.Copy(t.Context(), put(t, s, key+"c", body), clean); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the put and the copy, in any order
		if _, _, err := boot.Decode(<-heard); err != nil {
			t.Error(err)
		}
	}
}
