package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"redress/deploy/engine"
	"redress/ingest/anonymise"
	"redress/ingest/sink"
)

type keyCommand struct {
	Rotate rotateKeyCommand `cmd:"" help:"Put a new key over the one that ids and pseudonyms are made with."`
	Show   showKeyCommand   `cmd:"" help:"Print the fingerprints of the key and of its rotations."`
}

type showKeyCommand struct {
	installation
}

// Help is the manual behind --help.
func (showKeyCommand) Help() string {
	return `Prints the fingerprint of the key before each of its rotations and after the last, oldest
first, one a line. A fingerprint tells one key from another and nothing of the key: it may
be written down beside a backup. The key itself is never printed.`
}

// Run prints what is public of the key. It makes none.
func (c showKeyCommand) Run(t terminal) error {
	key, err := anonymise.LoadKey(c.keyPath(), false)
	if err != nil {
		return err
	}
	for _, fingerprint := range key.Fingerprints() {
		fmt.Fprintln(t.stdout, fingerprint)
	}
	return nil
}

type rotateKeyCommand struct {
	installation
}

// Help is the manual behind --help.
func (rotateKeyCommand) Help() string {
	return `For when the key may have been seen. Makes a new key, appends it to the key file, hashes
every stored id and pseudonym once more with it, and publishes a release that has them.
From then on the old key alone tests nothing. Prints the fingerprints before and after.

  redress key rotate --data DIR

Complaints stay the same complaints: loading a file again changes nothing. The pseudonyms
shown become others, and so do their addresses; the old ones lead nowhere, as an address
that led from one to the other would undo the rotation. Businesses keep name and address.
What left the installation before (exports, citations, backups) keeps the old pseudonyms.
Releases with the old ones are dropped by the first load, or rotation, five minutes after
this one. Take a copy of the key file now: all of its keys are needed.

Readers see the old release or the new one. Loads wait meanwhile. When it is interrupted,
loads are refused until it was run again, which finishes it and makes no other key. It
refuses to begin while loads are held back: release or discard them first.

The other way is to start afresh with a new key: a new --data folder, into which the kept
files are loaded again. Only that lets the old key be destroyed.`
}

// Run rotates the key, or finishes a rotation that was cut off.
func (c rotateKeyCommand) Run(ctx context.Context, t terminal) error {
	if err := c.exists(); err != nil {
		return err
	}
	log := t.logger(slog.LevelWarn)
	db, err := c.open(ctx, t, log)
	if err != nil {
		return err
	}
	l := loading{installation: c.installation, db: db, log: log}
	return errors.Join(l.rotateKey(ctx, t), db.Close())
}

func (l loading) rotateKey(ctx context.Context, t terminal) error {
	known, err := sink.Fingerprint(ctx, l.db, l.db.Database)
	if err != nil {
		return err
	}
	if known == "" {
		return errors.New("nothing was loaded yet, so there is no key to rotate")
	}
	key, err := anonymise.LoadKey(l.keyPath(), false)
	if err != nil {
		return err
	}
	switch all := key.Fingerprints(); {
	case !slices.Contains(all, known):
		return l.wrongKey()
	case known != key.Fingerprint():
		fmt.Fprintln(t.stderr, "finishing a rotation that was cut off")
	default:
		if err := mayRotate(ctx, l.db); err != nil {
			return err
		}
		if _, key, err = anonymise.RotateKey(l.keyPath()); err != nil {
			return err
		}
	}
	if err := l.folder(); err != nil {
		return err
	}
	release, err := sink.Rekey(ctx, l.sink(time.Time{}), l.carry)
	if err != nil {
		if ctx.Err() != nil {
			err = fmt.Errorf("interrupted: %w", context.Cause(ctx))
		}
		return fmt.Errorf("%w; the new key is in %s, and loads are refused until redress key rotate has been run again", err, l.keyPath())
	}
	fmt.Fprintf(t.stdout, "%s\n%s\n", known, key.Fingerprint())
	if release > 0 {
		fmt.Fprintf(t.stderr, "release %d has the new ids and pseudonyms; keep a copy of %s\n", release, l.keyPath())
	}
	return nil
}

// mayRotate refuses before there is a new key what would be refused after it.
func mayRotate(ctx context.Context, db *engine.DB) error {
	held, err := sink.HeldLoads(ctx, db, db.Database)
	if err == nil && len(held) > 0 {
		err = fmt.Errorf("load %d is held back with ids of this key: publish it with redress ingest --release %d, "+
			"or drop it with --discard %d, then rotate the key", held[0], held[0], held[0])
	}
	return err
}

// carry is what carries stored ids to the key as the file has it now.
func (l loading) carry(fingerprint string) (sink.Carry, error) {
	key, err := anonymise.LoadKey(l.keyPath(), false)
	if err != nil {
		return sink.Carry{}, err
	}
	r, err := key.Rekeyer(fingerprint)
	if err != nil {
		return sink.Carry{}, err
	}
	return sink.Carry{To: key.Fingerprint(), ID: r.ID, Party: r.Party}, nil
}
