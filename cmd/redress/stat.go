package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"redress/analytics/stat/contract"
)

type statCommand struct {
	Files []string `arg:"" optional:"" name:"file" help:"Files of questions; without one, or for -, standard input." placeholder:"FILE"`
	List  bool     `help:"Print the names of the contracts and end."`
}

// Help is the manual behind --help.
func (statCommand) Help() string {
	return `Computes any method by hand, with the very functions that the pages use. It reads one JSON object a
line and answers each with one line, in the same order; it needs no database and no configuration.

  echo '{"id": 1, "contract": "prop.interval", "input": {"x": 81, "n": 263, "conf": 0.95}}' | redress stat
  {"id":1,"result":{"clopper_pearson":[0.2527…,0.3676…],…,"wilson":[0.2552…,0.3662…]}}

null is what is undefined. A question that cannot be answered is answered by {"id", "error"}, and the next is
read. In place of an array an input may say "as ID": the array of that name in the input of that line. A line
that refers to one still to come is answered when that has come, and so are those after it.`
}

// Run answers the questions of the files, or of standard input.
func (c statCommand) Run(ctx context.Context, t terminal) error {
	door := contract.New()
	if c.List {
		for _, name := range door.Names() {
			if _, err := fmt.Fprintln(t.stdout, name); err != nil {
				return err
			}
		}
		return nil
	}
	files := c.Files
	if len(files) == 0 {
		files = []string{"-"}
	}
	// A read from a terminal cannot be broken off, so the program does not wait for it.
	done := make(chan error, 1)
	go func() { done <- answerFiles(ctx, door, files, t) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func answerFiles(ctx context.Context, door *contract.Door, names []string, t terminal) error {
	for _, name := range names {
		if name == "-" {
			if err := answerLines(ctx, door, t.stdin, t.stdout); err != nil {
				return err
			}
			continue
		}
		file, err := os.Open(name)
		if err != nil {
			return err
		}
		err = answerLines(ctx, door, file, t.stdout)
		if err = errors.Join(err, file.Close()); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return writeLines(t.stdout, door.Close())
}

// answerLines answers each line of r on w as soon as it can be, so that a program
// at the other end can wait for it. Blank lines are passed over.
func answerLines(ctx context.Context, door *contract.Door, r io.Reader, w io.Writer) error {
	lines := bufio.NewReaderSize(r, 64<<10)
	for {
		line, whole, err := readLine(lines, contract.MaxLine)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if !whole {
			line = []byte(fmt.Sprintf("a line of more than %d MiB", contract.MaxLine>>20))
		}
		if len(bytes.TrimSpace(line)) > 0 {
			if err := writeLines(w, door.Ask(line)); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func writeLines(w io.Writer, lines [][]byte) error {
	for _, line := range lines {
		if _, err := w.Write(append(line, '\n')); err != nil {
			return err
		}
	}
	return nil
}

// readLine reads one line without its end. whole is false for one of more than most
// bytes, which is passed over.
func readLine(r *bufio.Reader, most int) (line []byte, whole bool, err error) {
	for whole = true; ; {
		part, err := r.ReadSlice('\n')
		if len(line)+len(part) > most {
			line, whole = nil, false
		} else if whole {
			line = append(line, part...)
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return bytes.TrimRight(line, "\r\n"), whole, err
		}
	}
}
