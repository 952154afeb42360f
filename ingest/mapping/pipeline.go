package mapping

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"runtime"
	"sync"

	"redress/deploy/fault"
	"redress/ingest/tabular"
)

// A pipeline reads and maps a file on all processors: one goroutine cuts rows
// into batches, one for each processor maps them, and the caller takes the
// batches in the order of the file. Their number is bounded, and with it the
// memory: who is ahead waits.
type pipeline struct {
	ctx    context.Context
	cancel context.CancelFunc
	mapper *Mapper // the file's; it gets what the others count
	table  *table
	check  Check

	work   chan *batch // to be mapped
	queue  chan *batch // all batches in order, mapped or not
	free   chan *batch // empty ones
	forks  []*Mapper
	ending sync.WaitGroup
}

// batchesEach is how many batches there are for each processor: one in work, one
// waiting for it, and one waiting to be taken.
const batchesEach = 3

func newPipeline(ctx context.Context, m *Mapper, t *table, check Check) *pipeline {
	workers := runtime.GOMAXPROCS(0)
	batches := batchesEach * workers
	p := &pipeline{mapper: m, table: t, check: check, work: make(chan *batch, batches), queue: make(chan *batch, batches),
		free: make(chan *batch, batches)}
	p.ctx, p.cancel = context.WithCancel(ctx)
	for range batches - 1 { // the last one comes from start
		p.free <- newBatch()
	}
	for range workers {
		p.forks = append(p.forks, m.fork())
	}
	return p
}

// fork is a mapper of the same file for another goroutine.
func (m *Mapper) fork() *Mapper {
	other := NewMapper(m.decl, m.key, m.file)
	other.binding = m.binding
	return other
}

// start begins with a batch that holds the rows read so far, if any.
func (p *pipeline) start(first *batch) {
	p.ending.Go(func() {
		defer close(p.work)
		defer close(p.queue)
		if err := fault.Contain(func() error { return p.read(first) }); err != nil {
			p.fail(err)
		}
	})
	for _, fork := range p.forks {
		p.ending.Go(func() {
			for b := range p.work {
				if err := fault.Contain(func() error { b.mapRows(fork, p.check); return nil }); err != nil {
					b.rows, b.err = b.rows[:0], err
				}
				b.done <- struct{}{}
			}
		})
	}
}

// read cuts rows into batches up to the end of the file.
func (p *pipeline) read(b *batch) error {
	for {
		var end error
		for end == nil && !b.full() {
			end = p.readRow(b)
		}
		if end != nil && !errors.Is(end, io.EOF) {
			b.err = fmt.Errorf("%s: %w", p.mapper.file.Path, end)
		}
		// There is room for every batch there is: neither of these waits.
		p.work <- b
		p.queue <- b
		if end != nil {
			return nil
		}
		select {
		case b = <-p.free:
		case <-p.ctx.Done():
			return context.Cause(p.ctx)
		}
	}
}

// readRow adds the next row; a bad one is a row too.
func (p *pipeline) readRow(b *batch) error {
	row, err := p.table.next()
	var bad *tabular.SyntaxError
	switch {
	case errors.As(err, &bad):
		b.addFault(bad, p.table.bound)
	case err != nil:
		return err
	default:
		b.addRow(row, p.table.bound)
	}
	return nil
}

// fail ends the file with an error that is no batch's own.
func (p *pipeline) fail(err error) {
	b := newBatch()
	b.err = fmt.Errorf("%s: %w", p.mapper.file.Path, err)
	b.done <- struct{}{}
	select {
	case p.queue <- b:
	case <-p.ctx.Done():
	}
}

// ordered yields the batches, mapped, in the order of the file. One that is
// cancelled ends with an error, whatever was read already.
func (p *pipeline) ordered() iter.Seq[*batch] {
	return func(yield func(*batch) bool) {
		for b := range p.queue {
			<-b.done
			if p.ctx.Err() != nil {
				break
			}
			if !yield(b) {
				return
			}
		}
		if p.ctx.Err() != nil {
			yield(&batch{err: fmt.Errorf("%s: %w", p.mapper.file.Path, context.Cause(p.ctx))})
		}
	}
}

// recycle takes back a batch whose rows were yielded.
func (p *pipeline) recycle(b *batch) {
	b.reset()
	p.free <- b
}

// stop ends the goroutines, waits for them, and adds up what they counted.
func (p *pipeline) stop() {
	p.cancel()
	p.ending.Wait()
	for _, fork := range p.forks {
		p.mapper.unmapped.add(fork.unmapped)
	}
	p.mapper.unmapped.cut()
}
