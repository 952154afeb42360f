package register

import "testing"

// What ships is read once in a process.
func BenchmarkBuiltin(b *testing.B) {
	for b.Loop() {
		if _, err := readBuiltin(); err != nil {
			b.Fatal(err)
		}
	}
}
