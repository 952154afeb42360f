package register

import (
	"bytes"
	"embed"
	"fmt"
	"slices"
	"sync"
)

//go:embed data/*.yaml
var shipped embed.FS

// BuiltinOrigin is the origin of the registers that ship with the program.
const BuiltinOrigin = "builtin"

// Builtin are the registers that ship with the program: policies and legal
// basis, each entry checked in a copy of its source. An error is a broken build.
// They are read once in a process, because every load asks for them; the list and
// its rows are the caller's own, what a row's record points to is everybody's.
func Builtin() ([]*Register, error) {
	read, err := builtin()
	if err != nil {
		return nil, err
	}
	out := make([]*Register, 0, len(read))
	for _, r := range read {
		own := *r
		own.Rows = slices.Clone(r.Rows)
		out = append(out, &own)
	}
	return out, nil
}

var builtin = sync.OnceValues(readBuiltin)

func readBuiltin() ([]*Register, error) {
	var out []*Register
	for _, code := range []string{Policies, LegalBases} {
		r, err := newReading(code, BuiltinOrigin)
		if err != nil {
			return nil, err
		}
		src, err := shipped.ReadFile("data/" + code + ".yaml")
		if err != nil {
			return nil, fmt.Errorf("register %s of the program: %w", code, err)
		}
		r.judge.trusted = true
		r.open(code + ".yaml")
		if err := r.yaml(code+".yaml", bytes.NewReader(src)); err != nil {
			return nil, fmt.Errorf("register %s of the program: %w", code, err)
		}
		if len(r.register.Rejects) > 0 {
			return nil, fmt.Errorf("register %s of the program: %w", code, &r.register.Rejects[0].Row)
		}
		r.dropOverruled()
		r.register.Files = nil
		for i := range r.register.Rows {
			r.register.Rows[i].File = 0
		}
		out = append(out, r.register)
	}
	return out, nil
}
