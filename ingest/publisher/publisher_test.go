package publisher_test

import (
	"testing"

	"redress/ingest/publisher"
)

func TestBuiltInDeclarations(t *testing.T) {
	for _, code := range publisher.Codes() {
		if _, err := publisher.Load(code); err != nil {
			t.Errorf("Load(%q): %v", code, err)
		}
	}
}
