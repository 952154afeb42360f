package fetch

import (
	"fmt"
	"log/slog"
	"os"
	"time"
)

// A NothingYetError says that the places hold no file that is finished, or not
// all of the files that only count together: the next slot may find them.
type NothingYetError struct {
	Place   string   // the first one
	Waiting []string // the files that are still being written; none: there is no file at all
	Others  bool     // there are finished ones, which wait for them
}

// Error says it in one sentence.
func (e NothingYetError) Error() string {
	switch {
	case len(e.Waiting) == 0:
		return e.Place + ": holds no file yet"
	case e.Others:
		return fmt.Sprintf("%s: %d files are still being written, and the others mean nothing without them", e.Place, len(e.Waiting))
	}
	return fmt.Sprintf("%s: %d files in it are still being written, and no other is there", e.Place, len(e.Waiting))
}

// settled returns the files that nobody seems to be writing any more, and the
// others, which are left for the next slot. A file whose time of change lies
// ahead is written by a machine whose clock does, or wrong: it waits too.
//
// A file that is renamed into the folder keeps its time of change and is taken
// at once; that is the way for programs that know of us.
func (o Options) settled(files []string) (taken, waiting []string, err error) {
	if o.Settled <= 0 {
		return files, nil, nil
	}
	now := o.Now()
	for _, file := range files {
		info, err := os.Stat(file)
		if err != nil {
			return nil, nil, explainPath(o.names.call(file), err)
		}
		if now.Sub(info.ModTime()) < o.Settled {
			waiting = append(waiting, o.names.call(file))
			if o.Log != nil {
				o.Log.Info("fetch: left for the next slot, because it is still being written", slog.String("file", o.names.call(file)),
					slog.Time("changed", info.ModTime().UTC().Truncate(time.Second)))
			}
			continue
		}
		taken = append(taken, file)
	}
	return taken, waiting, nil
}
