package mapping

import (
	"bytes"
	"encoding/json"
	"fmt"

	"redress/ingest/complaint"
)

// A schema is a piece of JSON Schema.
type schema map[string]any

// SchemaID names the schema of declarations; nothing is fetched from it.
const SchemaID = "urn:redress:declaration"

// Schema is the JSON Schema (draft 2020-12) of declarations, for editors that
// complete and check them. It knows the shape of a declaration; that columns,
// parameters and codes exist is what Parse adds.
func Schema() ([]byte, error) {
	defs := schema{}
	var root schema
	for _, kind := range blockKinds() {
		block := kind.schema()
		if kind == declarationBlock {
			root = block
			continue
		}
		defs[string(kind)] = block
	}
	for _, field := range recordFields() {
		if codes := codesOf(field); codes != nil {
			addCodedField(defs, field, codes)
		}
	}
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	root["$id"] = SchemaID
	root["title"] = "Declaration of a publisher of complaints"
	root["$defs"] = defs
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(root); err != nil {
		return nil, fmt.Errorf("write schema: %w", err)
	}
	return out.Bytes(), nil
}

// addCodedField makes table, else, patterns and value of a field complete with
// its codes.
func addCodedField(defs schema, field string, codes []string) {
	one := oneOf(enum(append(codes, "")...), schema{"type": "null"})
	if field == "issue" {
		one = oneOf(enum(append(codes, "")...), schema{"type": "null"}, matching("^("+joinWords(complaint.Issues, "|")+")/[a-z0-9_]+$"))
	}
	code, block := blockKind("codes_of_"+field), blockKind("coded_"+field)
	defs[string(code)] = texts(one)
	defs[string(block)] = schema{"$ref": "#/$defs/" + string(codedBlock), "properties": schema{"table": mapOf(ref(code)), "else": ref(code),
		"value": ref(code), "patterns": list(schema{"properties": schema{"to": ref(code)}})}}
	value := oneOf(ref(block), list(ref(block)))
	value["description"] = fieldAbout(field)
	defs[string(recordBlock)].(schema)["properties"].(schema)[field] = value
}

// schema is the kind's as an object with these keys and no other.
func (k blockKind) schema() schema {
	properties, required := schema{}, []string{}
	for _, key := range k.keys() {
		value := schema{}
		for name, part := range key.value {
			value[name] = part
		}
		value["description"] = key.about
		properties[key.name] = value
		if key.must {
			required = append(required, key.name)
		}
	}
	out := schema{"type": "object", "additionalProperties": false, "properties": properties}
	if len(required) > 0 {
		out["required"] = required
	}
	return out
}

// text is a scalar: in a declaration numbers and truths are text as well.
func text() schema { return schema{"type": []string{"string", "number", "boolean", "null"}} }

func matching(pattern string) schema { return schema{"type": "string", "pattern": pattern} }

func enum(values ...string) schema { return schema{"enum": values} }

func truth() schema { return schema{"type": "boolean"} }

func whole(least int) schema { return schema{"type": "integer", "minimum": least} }

// share is a number from 0 to 1, or none.
func share() schema {
	return oneOf(schema{"type": "number", "minimum": 0, "maximum": 1}, enum("none"))
}

func ref(kind blockKind) schema { return schema{"$ref": "#/$defs/" + string(kind)} }

func list(of schema) schema { return schema{"type": "array", "items": of} }

// texts is one value or a list of them.
func texts(of schema) schema { return oneOf(of, list(of)) }

func mapOf(of schema) schema { return schema{"type": "object", "additionalProperties": of} }

func oneOf(alternatives ...schema) schema { return schema{"anyOf": alternatives} }
