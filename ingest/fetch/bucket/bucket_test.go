package bucket

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"redress/ingest/fetch/web"
)

// A store answers as an S3 store does. It checks each signature by the steps of
// Amazon's description, not with the library that signs.
type store struct {
	t       *testing.T
	objects map[string]string
	host    string // the host of the bucket; empty: path style
	breaks  bool   // whether the first answer to each object ends half way
	broken  map[string]bool
	listed  int
}

const (
	region, accessKey, secretKey, token = "eu-test-1", "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "session=token"
	pageLength                          = 3
)

func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

func keyed(key []byte, text string) []byte {
	sum := hmac.New(sha256.New, key)
	sum.Write([]byte(text))
	return sum.Sum(nil)
}

// encode is the UriEncode of the description.
func encode(text string, slash bool) string {
	var encoded strings.Builder
	for _, c := range []byte(text) {
		if c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || strings.IndexByte("-._~", c) >= 0 || c == '/' && !slash {
			encoded.WriteByte(c)
		} else {
			fmt.Fprintf(&encoded, "%%%02X", c)
		}
	}
	return encoded.String()
}

// signed reports whether a request carries the right signature.
func signed(r *http.Request) bool {
	fields := map[string]string{}
	for field := range strings.SplitSeq(strings.TrimPrefix(r.Header.Get("Authorization"), "AWS4-HMAC-SHA256 "), ", ") {
		name, value, _ := strings.Cut(field, "=")
		fields[name] = value
	}
	date := r.Header.Get("X-Amz-Date")
	if len(date) < 8 || r.Header.Get("X-Amz-Security-Token") != token || r.Header.Get("X-Amz-Content-Sha256") != hash("") {
		return false
	}
	scope := date[:8] + "/" + region + "/s3/aws4_request"
	if fields["Credential"] != accessKey+"/"+scope {
		return false
	}
	var query []string
	for name, values := range r.URL.Query() {
		query = append(query, encode(name, true)+"="+encode(values[0], true))
	}
	slices.Sort(query)
	canonical := r.Method + "\n" + encode(r.URL.Path, false) + "\n" + strings.Join(query, "&") + "\n"
	names := strings.Split(fields["SignedHeaders"], ";")
	for _, name := range names {
		value := r.Header.Get(name)
		if name == "host" {
			value = r.Host
		}
		canonical += name + ":" + strings.TrimSpace(value) + "\n"
	}
	for _, must := range []string{"host", "x-amz-date", "x-amz-security-token", "x-amz-content-sha256"} {
		if !slices.Contains(names, must) {
			return false
		}
	}
	canonical += "\n" + fields["SignedHeaders"] + "\n" + hash("")
	key := []byte("AWS4" + secretKey)
	for _, part := range []string{date[:8], region, "s3", "aws4_request"} {
		key = keyed(key, part)
	}
	return hex.EncodeToString(keyed(key, "AWS4-HMAC-SHA256\n"+date+"\n"+scope+"\n"+hash(canonical))) == fields["Signature"]
}

func (s *store) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !signed(r) {
		http.Error(w, "<Error><Code>SignatureDoesNotMatch</Code></Error>", http.StatusForbidden)
		return
	}
	path := strings.TrimPrefix(r.URL.Path, "/")
	if s.host == "" {
		path = strings.TrimPrefix(path, "complaints/")
	} else if r.Host != s.host {
		s.t.Errorf("Host %q, want %q", r.Host, s.host)
	}
	if path == "" {
		s.list(w, r)
		return
	}
	content, ok := s.objects[path]
	if !ok {
		http.Error(w, "<Error><Code>NoSuchKey</Code></Error>", http.StatusNotFound)
		return
	}
	w.Header().Set("ETag", `"`+hash(content)[:32]+`"`)
	if s.breaks && !s.broken[path] {
		s.broken[path] = true
		w.Header().Set("Content-Length", fmt.Sprint(len(content)))
		io.WriteString(w, content[:len(content)/2])
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	}
	if s.breaks && r.Header.Get("Range") == "" {
		s.t.Errorf("%s is fetched anew, want its rest asked for", path)
	}
	http.ServeContent(w, r, "", time.Time{}, strings.NewReader(content))
}

func (s *store) list(w http.ResponseWriter, r *http.Request) {
	s.listed++
	var keys []string
	for key := range s.objects {
		if strings.HasPrefix(key, r.FormValue("prefix")) && key > r.FormValue("continuation-token") {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	more := len(keys) > pageLength
	keys = keys[:min(len(keys), pageLength)]
	answer := `<?xml version="1.0"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><EncodingType>url</EncodingType>`
	for _, key := range keys {
		answer += fmt.Sprintf("<Contents><Key>%s</Key><ETag>&quot;%s&quot;</ETag><Size>%d</Size></Contents>", url.QueryEscape(key),
			hash(s.objects[key])[:32], len(s.objects[key]))
	}
	if more {
		var token bytes.Buffer
		xml.EscapeText(&token, []byte(keys[len(keys)-1]))
		answer += "<NextContinuationToken>" + token.String() + "</NextContinuationToken>"
	}
	fmt.Fprintf(w, "%s<IsTruncated>%v</IsTruncated></ListBucketResult>", answer, more)
}

func newClient(t *testing.T, server string) *web.Client {
	t.Helper()
	client := web.New(web.Config{AllowPrivate: true, Retries: 2, Now: time.Now,
		Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
		// Names of buckets lead nowhere here; the server is the proxy of them all.
		Proxy: func(u *url.URL) (*url.URL, error) {
			return url.Parse(server)
		}})
	t.Cleanup(client.Close)
	return client
}

func TestStore(t *testing.T) {
	objects := map[string]string{"2024/": "", "2024/a b+c.csv": strings.Repeat("a;b\n", 50_000), "2024/Reclamações=1&2.csv": "x;y\nz;w\n",
		"2024/~3.csv": "333", "2024/4.csv": "44", "2025/1.csv": "11", "2024/sub/5.csv": "55"}
	for _, config := range []Config{{PathStyle: true}, {Endpoint: "http://s3.test"}} {
		s := &store{t: t, objects: objects, breaks: true, broken: map[string]bool{}}
		server := httptest.NewServer(s)
		defer server.Close()
		config.Region, config.AccessKey, config.SecretKey, config.SessionToken = region, accessKey, secretKey, token
		if config.Endpoint == "" {
			config.Endpoint = server.URL
		} else {
			s.host = "complaints.s3.test"
		}
		client := newClient(t, server.URL)
		b, err := New(client, config)
		if err != nil {
			t.Fatal(err)
		}
		listed, err := b.List(t.Context(), "complaints", "2024/", 10)
		if err != nil {
			t.Fatal(err)
		}
		var want []Object
		for _, key := range []string{"2024/4.csv", "2024/Reclamações=1&2.csv", "2024/a b+c.csv", "2024/sub/5.csv", "2024/~3.csv"} {
			want = append(want, Object{Key: key, ETag: `"` + hash(objects[key])[:32] + `"`, Size: int64(len(objects[key]))})
		}
		if diff := cmp.Diff(want, listed); diff != "" {
			t.Errorf("List (-want +got):\n%s", diff)
		}
		for _, object := range listed {
			var content bytes.Buffer
			request := b.Request("complaints", object.Key)
			result, err := client.Download(t.Context(), request, func() (io.Writer, error) {
				content.Reset()
				return &content, nil
			})
			if err != nil || content.String() != objects[object.Key] || result.ETag != object.ETag {
				t.Errorf("Download(%s) = %d bytes, %v, want the object", object.Key, content.Len(), err)
			}
			request.Since = result.Validators
			s.breaks = false
			again, err := client.Download(t.Context(), request, nil)
			if err != nil || !again.NotModified {
				t.Errorf("Download(%s) again = %+v, %v, want it not modified", object.Key, again, err)
			}
			s.breaks = true
		}
		s.breaks = false
		_, err = client.Download(t.Context(), b.Request("complaints", "none.csv"), nil)
		if err == nil || !strings.HasPrefix(err.Error(), "s3://complaints/none.csv: ") || !strings.Contains(err.Error(), "404") {
			t.Errorf("Download of no object = %v, want one sentence about 404", err)
		}
		if _, err := b.List(t.Context(), "complaints", "", 3); err == nil || !strings.Contains(err.Error(), "more than 3 objects") {
			t.Errorf("List over the limit = %v, want an error", err)
		}
		config.SecretKey += "x"
		wrong, err := New(client, config)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := wrong.List(t.Context(), "complaints", "", 100); err == nil || !strings.Contains(err.Error(), "credentials") ||
			strings.Contains(err.Error(), secretKey) || strings.Contains(err.Error(), accessKey) {
			t.Errorf("List with a wrong key = %v, want an error about credentials", err)
		}
	}
}

// TestRedirectedStore: a store that answers with another address gets no
// signature there.
func TestRedirectedStore(t *testing.T) {
	other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { t.Error("the redirect was followed") }))
	defer other.Close()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, other.URL, http.StatusTemporaryRedirect)
	}))
	defer server.Close()
	b, err := New(newClient(t, server.URL), Config{Endpoint: server.URL, PathStyle: true, AccessKey: "a", SecretKey: "b"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.List(t.Context(), "complaints", "", 1); err == nil || !strings.Contains(err.Error(), "endpoint and region") {
		t.Errorf("List with a redirect = %v, want an error about the endpoint", err)
	}
}

func TestMistakes(t *testing.T) {
	for place, want := range map[string][2]string{"s3://complaints/a/b.csv": {"complaints", "a/b.csv"}, "s3://complaints/a/": {"complaints", "a/"},
		"s3://complaints": {"complaints", ""}, "s3://complaints/a%20b+c": {"complaints", "a b+c"}} {
		if bucket, key, err := Split(place); err != nil || bucket != want[0] || key != want[1] {
			t.Errorf("Split(%s) = %q, %q, %v, want %v", place, bucket, key, err, want)
		}
	}
	for _, place := range []string{"s3://key:secret@complaints/a", "s3://complaints/a?X-Amz-Signature=secret", "s3:///secret", "s3://a/b",
		"http://complaints/secret", "s3://Upper_Case/a"} {
		if _, _, err := Split(place); err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("Split(%s) = %v, want an error without secrets", place, err)
		}
	}
	for _, config := range []Config{{Endpoint: "host:secret"}, {Endpoint: "https://a:secret@host"}, {AccessKey: "hidden"}} {
		if _, err := New(nil, config); err == nil || strings.Contains(err.Error(), "a:secret") || strings.Contains(err.Error(), "hidden") {
			t.Errorf("New(%+v) = %v, want an error", config, err)
		}
	}
	one := []Object{{"a", `"1"`, 1}, {"b", `"2"`, 1}}
	for _, other := range [][]Object{nil, one[:1], {{"a", `"1"`, 1}, {"b", `"3"`, 1}}, {{"a", `"1"`, 1}, {"c", `"2"`, 1}}} {
		if State(one) == State(other) {
			t.Errorf("State(%v) = State(%v)", one, other)
		}
	}
}
