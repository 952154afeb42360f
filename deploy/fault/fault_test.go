package fault_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"redress/deploy/fault"
)

func burst() error { panic("Maria da Silva, 529.982.247-25") }

func TestContainNamesThePlaceNotTheValue(t *testing.T) {
	err := fault.Contain(burst)
	var p *fault.Panic
	if !errors.As(err, &p) || p.Kind != "string" || !strings.Contains(err.Error(), "fault_test.burst:") {
		t.Errorf("Contain = %v, want the type and the function", err)
	}
	if strings.Contains(err.Error(), "Silva") || strings.Contains(err.Error(), ".go:") {
		t.Errorf("Contain = %v: it quotes the value, or a path", err)
	}
}

func TestContainPassesWhatIsNoFault(t *testing.T) {
	if err := fault.Contain(func() error { return nil }); err != nil {
		t.Errorf("Contain = %v, want nothing", err)
	}
	wanted := errors.New("an ordinary error")
	if err := fault.Contain(func() error { return wanted }); !errors.Is(err, wanted) {
		t.Errorf("Contain = %v, want %v", err, wanted)
	}
	defer func() {
		if cause, _ := recover().(error); !errors.Is(cause, http.ErrAbortHandler) {
			t.Errorf("recovered %v, want http.ErrAbortHandler passed on", cause)
		}
	}()
	_ = fault.Contain(func() error { panic(http.ErrAbortHandler) })
}
