package main_test

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// onSmallDisk loads on a disk of a size in KiB, says how that ended, gives it
// room, and loads again. The data folder is left outside for a look at it.
const onSmallDisk = `set -e
disk=$1 program=$2 template=$3 file=$4 size=$5 out=$6
mount -t tmpfs -o size="${size}k" tmpfs "$disk"
cp -a "$template" "$disk/data"
set +e
"$program" ingest --data "$disk/data" demo "$file" >/dev/null 2>"$out/stderr"
echo $? >"$out/code"
mount -o remount,size=900m "$disk"
"$program" query --data "$disk/data" platforms --format csv >"$out/served.csv"
set -e
"$program" ingest --data "$disk/data" demo "$file" >/dev/null
cp -a "$disk/data" "$out/data"
`

// A full disk ends the load with one sentence, whenever it is full; the release
// stays, and the load comes to the same tables once there is room.
func TestDiskFull(t *testing.T) {
	t.Parallel()
	c := undisturbed(t)
	done := copied(t, c.template)
	ingested(t, done, "demo", c.file)
	least, most := size(t, c.template), size(t, done)
	dice := rand.New(rand.NewPCG(1, uint64(time.Now().UnixNano())))
	// What a load needs while it runs is more than what it leaves. The least that
	// sufficed bounds what is tried next, so that most disks are too small.
	full, enough := 0, 3*float64(most)
	for i, part := range dice.Perm(disturbances) {
		room := enough * (float64(part) + dice.Float64()) / float64(disturbances)
		t.Run(fmt.Sprintf("%d with %.0f KiB left", i, room), func(t *testing.T) {
			disk, out := t.TempDir(), t.TempDir()
			// A mount namespace of its own: as root, or as a user with a user namespace.
			unshare := []string{"--mount"}
			if os.Getuid() != 0 {
				unshare = []string{"--user", "--map-root-user", "--mount"}
			}
			o := finish(t, exec.CommandContext(t.Context(), "unshare", append(unshare, "bash", "-c", onSmallDisk, "small-disk",
				disk, program(t), c.template, c.file, fmt.Sprint(least+int64(room)), out)...))
			if o.code != 0 {
				t.Fatalf("exit %d: %s", o.code, o.stderr)
			}
			code, message := strings.TrimSpace(contents(t, out, "code")), lastLine(contents(t, out, "stderr"))
			switch served := contents(t, out, "served.csv"); {
			case code == "0" && served == c.after:
				enough = min(enough, room)
			case code == "1" && served == c.before && strings.Contains(strings.ToLower(message), "space"):
				full++
			default:
				t.Errorf("exit %s, %q, served the old release: %v, the new: %v; want 1 and a sentence on space, or 0", code, message,
					served == c.before, served == c.after)
			}
			if got := checksum(t, filepath.Join(out, "data")); got != c.tables {
				t.Errorf("with room again the tables' checksums are\n%swant\n%s", got, c.tables)
			}
		})
	}
	if full*2 < disturbances {
		t.Errorf("%d of %d disks were too small, want at least half: this test proves too little", full, disturbances)
	}
	t.Logf("%d of %d disks were too small", full, disturbances)
}

func contents(t *testing.T, folder, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(folder, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// size is what a folder takes up on a disk of pages, in KiB.
func size(t *testing.T, folder string) (kib int64) {
	t.Helper()
	const page = 4
	err := filepath.WalkDir(folder, func(_ string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		kib += (info.Size()/1024+page-1)/page*page + page
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return kib
}
