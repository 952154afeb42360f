package register_test

import (
	"testing"

	"redress/ingest/register"
)

// What ships is read once for every release that is built.
func BenchmarkBuiltin(b *testing.B) {
	for b.Loop() {
		if _, err := register.Builtin(); err != nil {
			b.Fatal(err)
		}
	}
}
