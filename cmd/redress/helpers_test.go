package main_test

import (
	"os"
	"path/filepath"
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
	writeDemoTo(t, path, func(file *os.File) error {
		return demo.Write(file, demo.Options{Complaints: n, Seed: seed, Until: demoUntil()})
	})
}

// writeRegisterFile writes one side register of the same demo into the folder.
func writeRegisterFile(t testing.TB, folder, code string, n int, seed uint64) (path string) {
	t.Helper()
	path = filepath.Join(folder, code+".csv")
	writeDemoTo(t, path, func(file *os.File) error {
		return demo.WriteRegister(file, code, demo.Options{Complaints: n, Seed: seed, Until: demoUntil()})
	})
	return path
}

func writeDemoTo(t testing.TB, path string, write func(*os.File) error) {
	t.Helper()
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := write(file); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
}

// demoUntil is the last day of the demo of the tests.
func demoUntil() complaint.Day {
	until, _ := complaint.DayOf(time.Date(2026, 6, 30, 0, 0, 0, 0, time.UTC))
	return until
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
