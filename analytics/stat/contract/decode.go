package contract

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strings"
)

// An answer turns the input of a contract into its result: a map or a struct with
// JSON names, of numbers, pointers to numbers, arrays and the like. A NaN, an
// infinity or a nil pointer in it is written as null.
type answer func(input []byte) (any, error)

// to makes an answer of a function of a typed input. An input with a key that the
// type does not have is refused: a misspelt option must not be taken for the
// default. So is a missing key whose field has the tag required:"true", and a null
// where a number is needed.
func to[Input any](f func(Input) (any, error)) answer {
	return func(raw []byte) (any, error) {
		var input Input
		if err := shaped(raw, reflect.TypeFor[Input](), ""); err != nil {
			return nil, fmt.Errorf("input: %w", err)
		}
		decoder := json.NewDecoder(bytes.NewReader(raw))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(&input); err != nil {
			return nil, fmt.Errorf("input: %s", reason(err))
		}
		return f(input)
	}
}

// reason says what is wrong with JSON without Go's own words for its types.
func reason(err error) string {
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		where := wrong.Field
		if where == "" {
			where = "it"
		}
		return fmt.Sprintf("%s cannot be a %s", where, wrong.Value)
	}
	return strings.TrimPrefix(err.Error(), "json: ")
}

// defined returns a copy of v in which every number can be written as JSON: nil
// for NaN and infinities.
func defined(v any) any { return definedValue(reflect.ValueOf(v)) }

func definedValue(v reflect.Value) any {
	switch v.Kind() {
	case reflect.Invalid:
		return nil
	case reflect.Float32, reflect.Float64:
		if f := v.Float(); !math.IsNaN(f) && !math.IsInf(f, 0) {
			return f
		}
		return nil
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return nil
		}
		return definedValue(v.Elem())
	case reflect.Slice, reflect.Array:
		list := make([]any, v.Len())
		for i := range list {
			list[i] = definedValue(v.Index(i))
		}
		return list
	case reflect.Map:
		out := make(map[string]any, v.Len())
		for each := v.MapRange(); each.Next(); {
			out[fmt.Sprint(each.Key())] = definedValue(each.Value())
		}
		return out
	case reflect.Struct:
		out := make(map[string]any, v.NumField())
		for i := range v.NumField() {
			field := v.Type().Field(i)
			name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
			if !field.IsExported() || name == "-" || strings.Contains(options, "omitempty") && v.Field(i).IsZero() {
				continue
			}
			if name == "" {
				name = field.Name
			}
			out[name] = definedValue(v.Field(i))
		}
		return out
	default:
		return v.Interface()
	}
}
