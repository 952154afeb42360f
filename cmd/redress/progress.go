package main

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/schollz/progressbar/v3"

	"redress/ingest"
)

// How often progress is told: a bar is drawn this often at most, a line written
// so often where nobody looks, and in the log of a server.
const (
	barEvery    = 100 * time.Millisecond
	lineEvery   = 10 * time.Second
	serverEvery = time.Minute
)

// A watch is told how far a load has come. Methods of a nil watch do nothing.
type watch struct {
	tell  func(ingest.Progress)
	judge func() // the rows of a file are read, and judged now
	end   func()
}

// watching shows a load's progress: on a terminal a bar with rate and time left,
// elsewhere lines in the log. Nothing of it goes to stdout.
func watching(t terminal) *watch {
	if t.interactive() {
		return drawn(t)
	}
	return written(t.logger(slog.LevelInfo), lineEvery)
}

// drawn is a bar for each file, over its bytes. It is a courtesy: a terminal
// that is gone must not end the load, so its errors are dropped.
func drawn(t terminal) *watch {
	var bar *progressbar.ProgressBar
	var file string
	leave := func() {
		if bar != nil {
			_ = bar.Clear()
			bar = nil
		}
	}
	return &watch{end: leave,
		tell: func(p ingest.Progress) {
			if bar == nil || p.File != file {
				leave()
				file = p.File
				bar = progressbar.NewOptions64(known(p.BytesTotal), progressbar.OptionSetWriter(t.stderr), progressbar.OptionShowBytes(true),
					progressbar.OptionUseIECUnits(true), progressbar.OptionSetWidth(20), progressbar.OptionThrottle(barEvery),
					progressbar.OptionSetPredictTime(true), progressbar.OptionClearOnFinish())
			}
			bar.Describe(fmt.Sprintf("%s, %d rows", p.File, p.Rows))
			_ = bar.Set64(p.BytesDone)
		},
		judge: func() {
			if bar != nil {
				bar.Describe("judging " + file)
			}
		}}
}

// known is a total as the bar takes it.
func known(total int64) int64 {
	if total <= 0 {
		return -1
	}
	return total
}

// written is a line of the log every so often.
func written(log *slog.Logger, every time.Duration) *watch {
	last := time.Now() // a short load writes none
	return &watch{end: func() {}, judge: func() {}, tell: func(p ingest.Progress) {
		now := time.Now()
		if now.Sub(last) < every {
			return
		}
		last = now
		facts := []slog.Attr{slog.String("file", p.File), slog.Int64("rows", p.Rows)}
		if p.BytesTotal > 0 {
			facts = append(facts, slog.Int64("percent", 100*p.BytesDone/p.BytesTotal))
		}
		log.LogAttrs(context.Background(), slog.LevelInfo, "loading", facts...)
	}}
}

func (w *watch) done() {
	if w != nil {
		w.end()
	}
}

// A watchedSink passes on to a watch what the sink is told.
type watchedSink struct {
	ingest.Sink
	watch *watch
}

func (s watchedSink) Progress(ctx context.Context, p ingest.Progress) {
	s.watch.tell(p)
	s.Sink.Progress(ctx, p)
}

func (s watchedSink) CloseFile(ctx context.Context) (ingest.Counts, error) {
	s.watch.judge()
	return s.Sink.CloseFile(ctx)
}
