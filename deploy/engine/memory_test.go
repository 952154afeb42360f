package engine_test

import (
	"testing"
)

// TestMemoryCeiling asks for more memory than the engine may have: the query
// fails with ClickHouse's error, the engine stays, and its process stays small.
func TestMemoryCeiling(t *testing.T) {
	config := own(t)
	const limit = 600 << 20
	config.MemoryLimit = limit
	db := open(t, config)
	process := pid(t, config.DataDir)
	for range 3 {
		err := db.Exec(t.Context(), "SELECT length(groupArray(number)) FROM numbers(400000000)")
		if code(err) != 241 {
			t.Errorf("Exec() = %v, want code 241", err)
		}
	}
	if n := number(t, db, "SELECT toUInt64(1)"); n != 1 || pid(t, config.DataDir) != process {
		t.Errorf("SELECT 1 = %d on process %d, want 1 on %d", n, pid(t, config.DataDir), process)
	}
	if used := resident(t, process); used > 2*limit {
		t.Errorf("memory of the child = %d MB, want at most twice its limit of %d", used>>20, limit>>20)
	}
}
