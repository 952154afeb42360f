package mapping_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"redress/ingest/mapping"
)

var update = flag.Bool("update", false, "write declaration.schema.json")

const schemaFile = "declaration.schema.json"

func TestSchemaFile(t *testing.T) {
	want, err := mapping.Schema()
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(schemaFile, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not what the grammar says; go test ./ingest/mapping -run TestSchemaFile -update writes it", schemaFile)
	}
}

func compiledSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	text, err := mapping.Schema()
	if err != nil {
		t.Fatal(err)
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource(mapping.SchemaID, document); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile(mapping.SchemaID)
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// instance is a declaration as a validator sees it.
func instance(t *testing.T, source []byte) any {
	t.Helper()
	text, err := yaml.YAMLToJSON(source)
	if err != nil {
		t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return value
}

func TestSchemaAcceptsDeclarations(t *testing.T) {
	schema := compiledSchema(t)
	sources := map[string][]byte{"small": []byte(small), "tagged": []byte(tagged)}
	files, err := filepath.Glob(filepath.Join("..", "publisher", "*.yaml"))
	if err != nil || len(files) < 4 {
		t.Fatalf("the built-in declarations: %v, %v", files, err)
	}
	for _, file := range files {
		if sources[file], err = os.ReadFile(file); err != nil {
			t.Fatal(err)
		}
	}
	for name, source := range sources {
		if err := schema.Validate(instance(t, source)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestSchemaRefusesWhatParseRefuses: mistakes of shape; that columns and
// parameters exist is beyond a schema.
func TestSchemaRefusesWhatParseRefuses(t *testing.T) {
	schema := compiledSchema(t)
	f := func(source, old, new string) {
		t.Helper()
		text := []byte(strings.Replace(source, old, new, 1))
		if _, err := mapping.Parse("x.yaml", text); err == nil {
			t.Errorf("%q for %q: Parse accepts it", new, old)
		}
		if schema.Validate(instance(t, text)) == nil {
			t.Errorf("%q for %q: the schema accepts it", new, old)
		}
	}
	f(small, "code: small", "code: Small One")
	f(small, "country: CN", "cuntry: CN")
	f(small, "outcome_basis: consumer", "outcome_basis: judge")
	f(small, "required: true", "required: maybe")
	f(small, "Late: delivery/late", "Late: shipping")
	f(small, "Pending: open", "Pending: waiting")
	f(small, "rejects: 0.1", "rejects: 10")
	f(small, "period: file_date", "period: load_date")
	f(small, `decimal: ","`, `decimal: "#"`)
	f(small, "layouts: [YYYY-MM-DD]", "layout: [YYYY-MM-DD]")
	f(small, "  platform: platform\n", "")
	f(tagged, "by: month", "by: week")
	f(tagged, "every: month", "every: fortnight")
	f(tagged, "value: 1000", "value: many")
	f(tagged, "kind: csv", "kind: xls")
	f(tagged, "{商家: seller}", "{商家: [seller]}")
}

// TestSchemaKnowsTheKeysOfTheParser asks the parser: a mapping with a key
// nobody knows is answered with the keys there are.
func TestSchemaKnowsTheKeysOfTheParser(t *testing.T) {
	text, err := mapping.Schema()
	if err != nil {
		t.Fatal(err)
	}
	var schema struct {
		Properties map[string]any
		Defs       map[string]struct{ Properties map[string]any } `json:"$defs"`
	}
	if err := json.Unmarshal(text, &schema); err != nil {
		t.Fatal(err)
	}
	f := func(source, old, new, block string) {
		t.Helper()
		_, err := mapping.Parse("x.yaml", []byte(strings.Replace(source, old, new, 1)))
		if err == nil {
			t.Fatalf("%q for %q: no error", new, old)
		}
		_, keys, found := strings.Cut(err.Error(), `unknown key "zzzzzzzz" in `)
		if !found {
			t.Fatalf("%q for %q: %v, want an unknown key", new, old, err)
		}
		_, keys, _ = strings.Cut(keys, "there is ")
		keys, _, _ = strings.Cut(keys, "\n")
		properties := schema.Properties
		if block != "" {
			properties = schema.Defs[block].Properties
		}
		known := strings.Split(keys, ", ")
		for _, key := range known {
			if _, ok := properties[key]; !ok {
				t.Errorf("the schema of %q lacks %q, which the parser knows", block, key)
			}
		}
		if len(known) != len(properties) {
			t.Errorf("the schema of %q has %d keys, the parser knows %d", block, len(properties), len(known))
		}
	}
	f(small, "country: CN", "zzzzzzzz: CN", "")
	f(small, "rejects: 0.1", "zzzzzzzz: 0.1", "limits")
	f(small, "quoting: quoted", "zzzzzzzz: quoted", "file")
	f(tagged, "by: month", "zzzzzzzz: month", "replace")
	f(tagged, "period: {file_name", "period: {zzzzzzzz: a, file_name", "period")
	f(tagged, "every: month", "zzzzzzzz: month", "fetch")
	f(tagged, "rate: 30/m", "zzzzzzzz: 30", "api")
	f(tagged, "to: search_after", "zzzzzzzz: a", "cursor")
	f(tagged, "value: 1000", "zzzzzzzz: 1", "size")
	f(small, "required: true", "zzzzzzzz: true", "column")
	f(small, "id: number", "identity: [{zzzzzzzz: number}]", "identity")
	f(small, "category: goods", "zzzzzzzz: goods", "record")
	f(small, "nulls: [not said]", "zzzzzzzz: x", "text")
	f(small, "else: other", "zzzzzzzz: other", "coded")
	f(small, `match: "^not as"`, "zzzzzzzz: x", "pattern")
	f(small, "layouts: [YYYY-MM-DD]", "zzzzzzzz: x", "date")
	f(tagged, "agrees: {year: y", "agrees: {zzzzzzzz: y", "agrees")
	f(small, `decimal: ","`, "zzzzzzzz: x", "amount")
	f(strings.Replace(small, "rating: stars", "rating: {column: stars}", 1), "{column: stars}", "{column: stars, zzzzzzzz: x}", "rating")
	f(tagged, "table: {商家: seller}", "zzzzzzzz: x", "ladder")
	f(small, "stages: {column: ladder, layouts: [YYYY-MM-DD]}", "stages: [{zzzzzzzz: x}]", "rung")
	f(small, "trade: [seller]", "zzzzzzzz: x", "party")
	f(small, "trade: [seller]", "key: {zzzzzzzz: x}", "key")
	f(small, "is: [person]", "zzzzzzzz: x", "natural_person")
	blocks := 0
	for name := range schema.Defs {
		if !strings.HasPrefix(name, "code") || name == "coded" {
			blocks++
		}
	}
	if blocks != 23 {
		t.Errorf("%d blocks, want those above", blocks)
	}
}
