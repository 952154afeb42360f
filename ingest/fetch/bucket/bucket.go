// Package bucket asks S3-compatible stores: it turns s3://bucket/key into a
// signed request, which web fetches like any other, and s3://bucket/prefix/ into
// the objects below it.
//
// Its one rule: credentials are configured and go to the configured endpoint
// only. They never stand in an address, and a signed request follows no
// redirect.
package bucket

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/minio/minio-go/v7/pkg/s3utils"
	"github.com/minio/minio-go/v7/pkg/signer"

	"redress/ingest/fetch/web"
)

// Config says where a store is and who asks. A zero field means its default.
type Config struct {
	Endpoint  string // https://host[:port]; default: Amazon's for the region
	Region    string // default us-east-1
	PathStyle bool   // the bucket stands in the path, not in the host's name
	// AccessKey and SecretKey sign the requests; without them requests are not
	// signed, which is enough for a public bucket. SessionToken belongs to
	// credentials that end.
	AccessKey, SecretKey, SessionToken string
}

// A Store is an S3-compatible store.
type Store struct {
	client   *web.Client
	config   Config
	endpoint *url.URL
}

// New returns the store of a configuration.
func New(client *web.Client, config Config) (*Store, error) {
	if config.Region == "" {
		config.Region = "us-east-1"
	}
	if config.Endpoint == "" {
		config.Endpoint = "https://s3." + config.Region + ".amazonaws.com"
	}
	endpoint, err := url.Parse(config.Endpoint)
	if err != nil || endpoint.Scheme != "http" && endpoint.Scheme != "https" || endpoint.Host == "" || endpoint.User != nil ||
		endpoint.RawQuery != "" {
		return nil, fmt.Errorf("the endpoint of the S3 store is no address of the form https://host[:port]; check the configuration")
	}
	if (config.AccessKey == "") != (config.SecretKey == "") {
		return nil, fmt.Errorf("the S3 store has an access key without a secret key or the other way round; give both or none")
	}
	return &Store{client: client, config: config, endpoint: endpoint}, nil
}

// An Object is one file of a bucket, as the store lists it.
type Object struct {
	Key  string
	ETag string
	Size int64
}

// Split returns the bucket and the key, or prefix, of s3://bucket/key.
func Split(place string) (bucket, key string, err error) {
	u, err := url.Parse(place)
	if err != nil || u.Scheme != "s3" || u.User != nil || u.RawQuery != "" || u.Port() != "" {
		return "", "", fmt.Errorf("an S3 place has the form s3://bucket/key or s3://bucket/prefix/, and credentials stand in " +
			"the configuration; check the address")
	}
	bucket, key = u.Host, strings.TrimPrefix(u.Path, "/")
	if s3utils.CheckValidBucketNameStrict(bucket) != nil {
		return "", "", fmt.Errorf("s3://%s: is no name of a bucket; check the address", bucket)
	}
	return bucket, key, nil
}

// Shown is how an object is called in paths and errors.
func Shown(bucket, key string) string { return "s3://" + bucket + "/" + key }

// Request returns the signed request for an object.
func (s *Store) Request(bucket, key string) web.Request {
	return web.Request{URL: s.address(bucket, key), Shown: Shown(bucket, key), Sign: s.sign}
}

// address is where an object is asked for.
func (s *Store) address(bucket, key string) *url.URL {
	u := *s.endpoint
	path := strings.TrimSuffix(u.Path, "/") + "/" + key
	if s.config.PathStyle {
		path = strings.TrimSuffix(u.Path, "/") + "/" + bucket + "/" + key
	} else {
		u.Host = bucket + "." + u.Host
	}
	u.Path, u.RawPath = path, s3utils.EncodePath(path)
	return &u
}

// sign signs a request, for this endpoint.
func (s *Store) sign(r *http.Request) *http.Request {
	empty := sha256.Sum256(nil)
	r.Header.Set("X-Amz-Content-Sha256", hex.EncodeToString(empty[:]))
	return signer.SignV4(*r, s.config.AccessKey, s.config.SecretKey, s.config.SessionToken, s.config.Region)
}

// A listing is one answer to ListObjectsV2.
type listing struct {
	XMLName  xml.Name `xml:"ListBucketResult"`
	Encoding string   `xml:"EncodingType"`
	More     bool     `xml:"IsTruncated"`
	Next     string   `xml:"NextContinuationToken"`
	Contents []Object `xml:"Contents"`
}

const maxListing = 16 << 20

// maxName is how long a key or an ETag may be, in bytes, as the stores say.
const maxName = 1024

// List returns the objects whose keys begin with prefix, sorted by key. Keys
// that end in a slash are the folders of some programs, and left out. More than
// most objects are an error.
func (s *Store) List(ctx context.Context, bucket, prefix string, most int) ([]Object, error) {
	ctx, cancel := s.client.Deadline(ctx)
	defer cancel()
	shown := Shown(bucket, prefix)
	var objects []Object
	pages := 0
	for token := ""; ; {
		page, err := s.list(ctx, bucket, prefix, token)
		if err != nil {
			return nil, err
		}
		for _, object := range page.Contents {
			if page.Encoding == "url" {
				if object.Key, err = url.QueryUnescape(object.Key); err != nil {
					return nil, fmt.Errorf("%s: the store lists a name that cannot be read; check the endpoint", shown)
				}
			}
			if len(object.Key) > maxName || len(object.ETag) > maxName {
				return nil, fmt.Errorf("%s: the store lists an object whose name or tag is longer than any can be; check the endpoint", shown)
			}
			if !strings.HasPrefix(object.Key, prefix) {
				return nil, fmt.Errorf("%s: the store lists what was not asked for; check the endpoint", shown)
			}
			if !strings.HasSuffix(object.Key, "/") {
				objects = append(objects, object)
			}
		}
		if len(objects) > most {
			return nil, fmt.Errorf("%s: holds more than %d objects, which is the limit; name a longer prefix", shown, most)
		}
		if !page.More {
			break
		}
		if pages++; pages > most {
			return nil, fmt.Errorf("%s: the list of the store does not end; check the endpoint", shown)
		}
		if page.Next == "" || page.Next == token {
			return nil, fmt.Errorf("%s: the list of the store does not go on; load it again", shown)
		}
		token = page.Next
	}
	slices.SortFunc(objects, func(a, b Object) int { return strings.Compare(a.Key, b.Key) })
	return objects, nil
}

func (s *Store) list(ctx context.Context, bucket, prefix, token string) (page listing, err error) {
	request := s.Request(bucket, "")
	request.Shown = Shown(bucket, prefix)
	query := url.Values{"list-type": {"2"}, "prefix": {prefix}, "encoding-type": {"url"}}
	if token != "" {
		query.Set("continuation-token", token)
	}
	request.URL.RawQuery = query.Encode()
	_, err = s.client.Page(ctx, request, maxListing, func(answer []byte) string {
		page = listing{}
		if err := xml.NewDecoder(bytes.NewReader(answer)).Decode(&page); err != nil {
			return "the answer is no whole list of objects"
		}
		return ""
	})
	return page, err
}

// State returns a digest of a list, in hex: it changes when an object comes,
// goes or changes.
func State(objects []Object) string {
	sum := sha256.New()
	for _, object := range objects {
		fmt.Fprintf(sum, "%s %s %s\n", strconv.Quote(object.Key), strconv.Quote(object.ETag), strconv.FormatInt(object.Size, 10))
	}
	return hex.EncodeToString(sum.Sum(nil))
}
