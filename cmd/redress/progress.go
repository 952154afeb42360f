package main

import (
	"context"
	"fmt"
	"iter"

	"github.com/schollz/progressbar/v3"

	"redress/ingest"
	"redress/ingest/complaint"
)

// watching shows how many rows were read, on a terminal; elsewhere it is nil.
func watching(t terminal) func(ingest.Source) ingest.Source {
	if !t.interactive() {
		return nil
	}
	bar := progressbar.NewOptions64(-1, progressbar.OptionSetWriter(t.stderr), progressbar.OptionShowCount(),
		progressbar.OptionShowIts(), progressbar.OptionSetItsString("rows"), progressbar.OptionClearOnFinish(),
		progressbar.OptionSetDescription("reading"))
	return func(source ingest.Source) ingest.Source { return watched{source, bar} }
}

// A watched source advances a bar with every row.
type watched struct {
	ingest.Source
	bar *progressbar.ProgressBar
}

// tick is how many rows pass between two drawings.
const tick = 1000

func (w watched) Files(ctx context.Context) iter.Seq2[ingest.File, error] {
	return func(yield func(ingest.File, error) bool) {
		for file, err := range w.Source.Files(ctx) {
			if file != nil {
				w.bar.Describe(fmt.Sprintf("reading %s", file.Path()))
				file = watchedFile{file, w.bar}
			}
			if !yield(file, err) {
				return
			}
		}
		w.bar.Describe("judging and publishing")
	}
}

type watchedFile struct {
	ingest.File
	bar *progressbar.ProgressBar
}

func (w watchedFile) Complaints(ctx context.Context) iter.Seq2[*complaint.Complaint, error] {
	return func(yield func(*complaint.Complaint, error) bool) {
		rows := 0
		for c, err := range w.File.Complaints(ctx) {
			if rows++; rows%tick == 0 {
				// The bar is a courtesy: a terminal that is gone must not end the load.
				_ = w.bar.Add(tick)
			}
			if !yield(c, err) {
				return
			}
		}
	}
}
