package anonymise_test

import (
	"testing"

	"redress/ingest/anonymise"
)

func TestBusinessName(t *testing.T) {
	f := func(name, want string, wantOwner bool) {
		t.Helper()
		if text, owner := anonymise.BusinessName(name); text != want || owner != wantOwner {
			t.Errorf("BusinessName(%q) = %q, %t, want %q, %t", name, text, owner, want, wantOwner)
		}
	}
	f("Aurora", "Aurora", false)
	f(" @Home ", "@Home", false)
	f("@SUM(1)", "@SUM(1)", false)
	f("Aurora @aurora", "Aurora @aurora", false)
	f("info@loja.example", "", false)
	f("info12345678901@loja.example", "", false)
	f("Aurora 12345678901@loja.example", "Aurora", false)
	f("Aurora (info@loja.example) Centro", "Aurora Centro", false)
	f("Aurora tel. 3456-7890", "Aurora tel.", false)
	f("Aurora https://aurora.example/u/ana", "Aurora", false)
	f("(11) 98765-4321", "", false)
	f("24 ana@mail.example", "", false)
	f("360", "360", false)
	f("极光 ana@mail.example", "极光", false)
	f("ANA PRADO LIMA 12345678901", "ANA PRADO LIMA", true)
	f("***", "***", false)
}
