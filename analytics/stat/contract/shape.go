package contract

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// shaped reports where raw is not what t needs in ways that encoding/json lets
// pass: keys in another case (e for E), keys that are missing, and null, which it
// reads as 0. What a type reads by itself is left to it. where names raw, "" for
// the whole input.
func shaped(raw []byte, t reflect.Type, where string) error {
	raw = bytes.TrimSpace(raw)
	if reflect.PointerTo(t).Implements(reflect.TypeFor[json.Unmarshaler]()) {
		return nil
	}
	if bytes.Equal(raw, []byte("null")) {
		switch t.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Map, reflect.Interface:
			return nil
		}
		return fmt.Errorf("%s must not be null", where)
	}
	switch t.Kind() {
	case reflect.Pointer:
		return shaped(raw, t.Elem(), where)
	case reflect.Slice, reflect.Array:
		return shapedList(raw, t.Elem(), where)
	case reflect.Struct:
		return shapedObject(raw, t, where)
	}
	return nil
}

func shapedList(raw []byte, element reflect.Type, where string) error {
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) != nil {
		return fmt.Errorf("%s must be a list", where)
	}
	for i, each := range list {
		if err := shaped(each, element, fmt.Sprintf("%s[%d]", where, i)); err != nil {
			return err
		}
	}
	return nil
}

func shapedObject(raw []byte, t reflect.Type, where string) error {
	var object map[string]json.RawMessage
	if json.Unmarshal(raw, &object) != nil {
		return fmt.Errorf("%s must be an object", where)
	}
	if where != "" {
		where += "."
	}
	known := map[string]bool{}
	for _, field := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if field.Anonymous && name == "" || !field.IsExported() || name == "-" {
			continue
		}
		if name == "" {
			name = field.Name
		}
		known[name] = true
		value, ok := object[name]
		if !ok {
			if field.Tag.Get("required") == "true" {
				return fmt.Errorf("%s%s is missing", where, name)
			}
			continue
		}
		if err := shaped(value, field.Type, where+name); err != nil {
			return err
		}
	}
	var unknown []string
	for name := range object {
		if !known[name] {
			unknown = append(unknown, name)
		}
	}
	if len(unknown) > 0 {
		slices.Sort(unknown)
		return fmt.Errorf("unknown key %q", where+unknown[0])
	}
	return nil
}
