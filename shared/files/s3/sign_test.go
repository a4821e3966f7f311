package s3_test

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	sdk "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/google/go-cmp/cmp"

	"github.com/sasae-care/sasae/shared/files"
	"github.com/sasae-care/sasae/shared/files/s3"
)

var now = time.Date(2026, 4, 1, 9, 0, 0, 999, time.UTC)

// onAWS signs as a function does: with passing credentials and the SDK's own
// settings, for the real address. Nothing is sent.
func onAWS() *s3.Store { return under("") }

// under is onAWS with a host that documents are given out from.
func under(host string) *s3.Store {
	return s3.New(sdk.NewFromConfig(aws.Config{
		Region:                     "ap-northeast-1",
		Credentials:                credentials.NewStaticCredentialsProvider("AKID", "secret", "token"),
		RequestChecksumCalculation: aws.RequestChecksumCalculationWhenSupported,
		ResponseChecksumValidation: aws.ResponseChecksumValidationWhenSupported,
	}), s3.Options{Buckets: map[string]string{"incoming/": "town-in", "clean/": "town-clean"}, Now: func() time.Time { return now }, Host: host})
}

func upload() files.Upload {
	return files.Upload{Key: key, Type: pdf, Size: int64(len(body)), SHA256: sum(body), Expires: now.Add(10 * time.Minute)}
}

func query(t *testing.T, signed files.Signed) (string, url.Values) {
	t.Helper()
	u, err := url.Parse(signed.URL)
	if err != nil {
		t.Fatal(err)
	}
	return u.Host + u.Path, u.Query()
}

func TestASignedPutBindsLengthTypeHashAndConditionAndNothingElse(t *testing.T) {
	signed, err := onAWS().SignPut(t.Context(), upload())
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"Content-Type": pdf, "If-None-Match": "*", "X-Amz-Checksum-Sha256": base64Of(sum(body))}
	if diff := cmp.Diff(want, signed.Headers); diff != "" {
		t.Error(diff)
	}
	at, q := query(t, signed)
	if at != "town-in.s3.ap-northeast-1.amazonaws.com/"+key || q.Get("X-Amz-Expires") != "600" || q.Get("X-Amz-Security-Token") != "token" {
		t.Errorf("the URL is %s", signed.URL)
	}
	if got := q.Get("X-Amz-SignedHeaders"); got != "content-length;content-type;host;if-none-match;x-amz-checksum-sha256" {
		t.Errorf("signed headers are %s", got)
	}
	if strings.Contains(strings.ToLower(signed.URL), "crc32") || !signed.Expires.Equal(now.Add(10*time.Minute).Truncate(time.Second)) {
		t.Errorf("signed is %+v", signed)
	}
}

func base64Of(hexSum string) string {
	b, _ := hex.DecodeString(hexSum) // made by sum
	return base64.StdEncoding.EncodeToString(b)
}

func TestASignedFormHoldsEveryFieldThatItsPolicyAsksFor(t *testing.T) {
	signed, err := onAWS().SignForm(t.Context(), upload())
	if err != nil {
		t.Fatal(err)
	}
	text, err := base64.StdEncoding.DecodeString(signed.Fields["policy"])
	if err != nil {
		t.Fatal(err)
	}
	var policy struct{ Conditions []json.RawMessage }
	if err := json.Unmarshal(text, &policy); err != nil {
		t.Fatal(err)
	}
	asked := map[string]string{"policy": "", "X-Amz-Signature": "", "bucket": ""}
	for _, c := range policy.Conditions {
		var exact map[string]string
		if json.Unmarshal(c, &exact) != nil {
			if string(c) != `["content-length-range",1,30]` {
				t.Errorf("a condition is %s", c)
			}
			continue
		}
		for name, value := range exact {
			asked[name] = value
			if got := signed.Fields[name]; got != value && name != "bucket" {
				t.Errorf("the field %s is %q, the policy asks for %q", name, got, value)
			}
		}
	}
	for name := range signed.Fields {
		if _, ok := asked[name]; !ok {
			t.Errorf("S3 refuses the field %s, which no condition names", name)
		}
	}
	if asked["key"] != key || asked["Content-Type"] != pdf || asked["bucket"] != "town-in" || signed.Fields["X-Amz-Security-Token"] != "token" || signed.URL != "https://town-in.s3.ap-northeast-1.amazonaws.com" {
		t.Errorf("signed is %+v", signed)
	}
}

// What is signed is the bucket's own name: the host hands it on under that.
func TestASignedGetNamesTheHostOfDocumentsAndAPutTheBucket(t *testing.T) {
	d := files.Download{Key: clean, Version: "v1", Type: pdf, Expires: now.Add(time.Minute)}
	put, err := under("files.sasae.example").SignPut(t.Context(), upload())
	if err != nil {
		t.Fatal(err)
	}
	var plain, given files.Signed
	for signedAt := ""; signedAt == "" || !strings.Contains(plain.URL, signedAt); { // the SDK signs with its own clock: both in one second
		var e1, e2 error
		plain, e1 = onAWS().SignGet(t.Context(), d)
		given, e2 = under("files.sasae.example").SignGet(t.Context(), d)
		if err := errors.Join(e1, e2); err != nil {
			t.Fatal(err)
		}
		_, q := query(t, given)
		signedAt = "X-Amz-Date=" + q.Get("X-Amz-Date")
	}
	if want := strings.Replace(plain.URL, "town-clean.s3.ap-northeast-1.amazonaws.com", "files.sasae.example", 1); given.URL != want || want == plain.URL {
		t.Errorf("a get is\n%s, want\n%s", given.URL, want)
	}
	if at, _ := query(t, put); !strings.HasPrefix(at, "town-in.s3.") {
		t.Errorf("a put goes to %s", at)
	}
}

func TestASignedGetAsksNothingOfTheClient(t *testing.T) {
	signed, err := onAWS().SignGet(t.Context(), files.Download{Key: clean, Version: "v1", Name: "第1表.pdf", Type: pdf, Expires: now.Add(time.Minute)})
	if err != nil {
		t.Fatal(err)
	}
	at, q := query(t, signed)
	want := map[string]string{
		"versionId": "v1", "response-content-type": pdf, "response-content-disposition": "attachment; filename*=utf-8''%E7%AC%AC1%E8%A1%A8.pdf",
		"X-Amz-SignedHeaders": "host", "X-Amz-Expires": "60",
	}
	for name, value := range want {
		if q.Get(name) != value {
			t.Errorf("%s is %q, want %q", name, q.Get(name), value)
		}
	}
	if at != "town-clean.s3.ap-northeast-1.amazonaws.com/"+clean || len(signed.Headers) != 0 || q.Has("X-Amz-Checksum-Mode") {
		t.Errorf("signed is %+v", signed)
	}
}

func TestWhatCannotBeSignedIsRefused(t *testing.T) {
	for name, change := range map[string]func(*files.Upload){
		"a key that climbs":               func(u *files.Upload) { u.Key = "incoming/../x" },
		"a key with a space":              func(u *files.Upload) { u.Key = "incoming/a b" },
		"a key without a bucket":          func(u *files.Upload) { u.Key = "months/x" },
		"no key":                          func(u *files.Upload) { u.Key = "" },
		"no type":                         func(u *files.Upload) { u.Type = "" },
		"no size":                         func(u *files.Upload) { u.Size = 0 },
		"a time that has passed":          func(u *files.Upload) { u.Expires = now.Add(-time.Second) },
		"a time less than a second ahead": func(u *files.Upload) { u.Expires = now.Add(time.Millisecond) },
		"no time":                         func(u *files.Upload) { u.Expires = time.Time{} },
		"a life over seven days":          func(u *files.Upload) { u.Expires = now.Add(169 * time.Hour) },
	} {
		u := upload()
		change(&u)
		_, put := onAWS().SignPut(t.Context(), u)
		_, form := onAWS().SignForm(t.Context(), u)
		if !errors.Is(put, s3.ErrRefused) || !errors.Is(form, s3.ErrRefused) {
			t.Errorf("%s: put says %v, form %v", name, put, form)
		}
	}
	u := upload()
	u.SHA256 = strings.ToUpper(u.SHA256)
	if _, err := onAWS().SignPut(t.Context(), u); !errors.Is(err, s3.ErrRefused) {
		t.Errorf("another form of hash: %v", err)
	}
	for name, d := range map[string]files.Download{
		"no version": {Key: clean, Expires: now.Add(time.Minute)}, "no type of any kind": {Key: clean, Version: "v", Type: "/", Expires: now.Add(time.Minute)},
		"no time": {Key: clean, Version: "v"}, "no key": {Version: "v", Expires: now.Add(time.Minute)},
	} {
		if _, err := onAWS().SignGet(t.Context(), d); !errors.Is(err, s3.ErrRefused) {
			t.Errorf("%s: get says %v", name, err)
		}
	}
}
