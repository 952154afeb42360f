package main_test

import (
	"os"
	"testing"
	"time"

	"redress/deploy/engine"
	"redress/ingest/complaint"
	"redress/ingest/demo"
)

// writeDemoFile writes an invented export. Files of one seed begin with the
// same complaints, in states that a longer file may correct.
func writeDemoFile(t testing.TB, path string, n int, seed uint64) {
	t.Helper()
	until, _ := complaint.DayOf(time.Date(2026, 6, 30, 0, 0, 0, 0, time.UTC))
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := demo.Write(file, demo.Options{Complaints: n, Seed: seed, Until: until}); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
}

// opened opens a data folder's database directly.
func opened(t testing.TB, data string) *engine.DB {
	t.Helper()
	db, err := engine.Open(t.Context(), engine.Config{DataDir: data, Command: []string{program(t), "engine"}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return db
}

func currentRelease(t testing.TB, db *engine.DB) uint32 {
	t.Helper()
	var number uint32
	if err := db.QueryRow(t.Context(), "SELECT max(number) FROM "+db.Database+".releases").Scan(&number); err != nil {
		t.Fatal(err)
	}
	return number
}
