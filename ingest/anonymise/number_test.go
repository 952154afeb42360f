package anonymise_test

import (
	"testing"

	"redress/ingest/anonymise"
)

func TestCleanName(t *testing.T) {
	f := func(name, text string, owner bool) {
		t.Helper()
		if got, gotOwner := anonymise.CleanName(name); got != text || gotOwner != owner {
			t.Errorf("CleanName(%q) = %q, %v, want %q, %v", name, got, gotOwner, text, owner)
		}
	}
	// The owner's name with the owner's number, as registers and clerks write it.
	f("ANA PRADO LIMA 12345678901", "ANA PRADO LIMA", true)
	f("ANA PRADO LIMA 12345678901 - ME", "ANA PRADO LIMA", true)
	f("ANA PRADO LIMA 12345678901 (LOJA AURORA)", "ANA PRADO LIMA", true)
	f("ANA PRADO LIMA 1234567890", "ANA PRADO LIMA", true) // a leading zero lost
	f("ANA PRADO LIMA CPF:123.456.789-01 - EPP", "ANA PRADO LIMA", true)
	f("ANA PRADO LIMA 123.456.789-01", "ANA PRADO LIMA", true)
	f("12345678901 ANA PRADO LIMA", "ANA PRADO LIMA", true)
	f("12.345.678 ANA PRADO LIMA", "ANA PRADO LIMA", true) // since 2021
	f("ANA PRADO LIMA １２３４５６７８９０１", "ANA PRADO LIMA", true)
	// Other numbers say nothing about a person, and go all the same.
	f("AURORA S.A. (VER AURORA BRASIL 12345678000195)", "AURORA S.A.", false)
	f("AURORA (CNPJ12345678000195)", "AURORA", false)
	f("AURORA 12.345.678/0001-95 MOVEIS", "AURORA MOVEIS", false)
	f("PIZZARIA AURORA 98765-4321", "PIZZARIA AURORA", false)
	// What stays.
	for _, name := range []string{"AURORA 24 HORAS", "73.19-0-02 - PROMOCAO", "  AURORA  ", "LOJA 1234567", "B2W", ""} {
		want := name
		if name == "  AURORA  " {
			want = "AURORA"
		}
		f(name, want, false)
	}
}

func TestLexiconPerson(t *testing.T) {
	f := func(language, name string, want bool) {
		t.Helper()
		lexicon, err := anonymise.LoadLexicon(language)
		if err != nil {
			t.Fatal(err)
		}
		if got := lexicon.Person(name, false); (got != "") != want {
			t.Errorf("%s lexicon: Person(%q) = %q, want a person: %v", language, name, got, want)
		}
	}
	for _, name := range []string{"MARIA DA SILVA - ME", "João Prado Lima", "ANA LIMA / LOJAAURORA.EXAMPLE", "ANA LIMA - DENTAL AURORA",
		"A B DOS SANTOS ME", "WXYZ QWERT DA SILVA", "DRA. ANA LIMA", "FERNANDA LOPES CUNHA MEI", "ANA LIMA (AURORA)", "QWERT VIEIRA PINTO"} {
		f("pt", name, true)
	}
	for _, name := range []string{"MARIA MOTOS", "CASA SILVA", "AURORA", "LOJAS AURORA", "TAPECARIA DO HELIO", "POSTO SAO FRANCISCO",
		"OLIVEIRA E FREITAS ASSESSORIA", "ANA CAPAS", "AUTO SOCORRO AURORA - RUI GUINCHO", "123 MILHAS", "ANA", "MARMORARIA DOS SANTOS", "R1 ACADEMIA", "", "C E A"} {
		f("pt", name, false)
	}
	for _, name := range []string{"LIMA, ANA M", "LIMA,ANA", "DE LA LIMA, ANA", "ADAM QWERT", "Clifton Qwert", "LIMA JR, ANA"} {
		f("en", name, true)
	}
	for _, name := range []string{"AURORA STORES, L.P.", "AURORA, INC.", "EXCURSIONES AURORA, S.A.", "AURORA TIRES", "JIMMY TIRES", "MARY'S BAKERY",
		"AURORA TRAVEL, TOURS", "BEST DEAL 24"} {
		f("en", name, false)
	}
	if _, err := anonymise.LoadLexicon("xx"); err == nil {
		t.Errorf("LoadLexicon(xx): no error")
	}
}

func TestPersonPart(t *testing.T) {
	lexicon, err := anonymise.LoadLexicon("pt")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := lexicon.Person("DENTAL AURORA - ANA PRADO LIMA ME (SEDE)", false), "ANA PRADO LIMA ME"; got != want {
		t.Errorf("Person = %q, want %q", got, want)
	}
}

func TestRegisteredPerson(t *testing.T) {
	lexicon, err := anonymise.LoadLexicon("pt")
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"QWERT ASDFG ME": "QWERT ASDFG ME", "Q. W. ASDFG - EPP": "Q. W. ASDFG", "QWERT CALHAS ME": "",
		"QWERT ASDFG": "", "QWERT ME": "", "QWERT ASDFG - MARA VIDAL ME": "MARA VIDAL ME", "QWERT COLCHOES - ME": ""} {
		if got := lexicon.Person(name, true); got != want {
			t.Errorf("Person(%q, registered) = %q, want %q", name, got, want)
		}
	}
}

func TestBearsName(t *testing.T) {
	f := func(name, owner string, want bool) {
		t.Helper()
		if got := anonymise.BearsName(name, owner); got != want {
			t.Errorf("BearsName(%q, %q) = %v, want %v", name, owner, got, want)
		}
	}
	f("Ana Prado Lima ME", "ANA PRADO LIMA", true)
	f("ANA LIMA", "ANA PRADO LIMA", true)
	f("ANA PRADO LIMA - IPHONE NOVO", "ANA PRADO LIMA", true)
	f("ANA LIMA / ANALIMA.EXAMPLE", "ANA PRADO LIMA", true)
	f("Loja Ana Prado de Lima", "ANA PRADO LIMA", true)
	f("STUDIO ANA PRADO", "ANA PRADO LIMA", false)
	f("ANA", "ANA PRADO LIMA", false)
	f("AUDIO LIMA", "ANA LIMA AUDIO", false)
	f("LOJA AURORA", "ANA PRADO LIMA", false)
	f("ANA MOVEIS", "ANA", false)
	f("张丽华的店", "张丽华", true)
	f("极光", "张丽华", false)
}

func FuzzCleanName(f *testing.F) {
	f.Add("ANA PRADO LIMA 12345678901 (X)")
	f.Add("(((123456789012)")
	f.Add("12.345.678 A")
	f.Fuzz(func(t *testing.T, name string) {
		text, _ := anonymise.CleanName(name)
		if longDigit.MatchString(text) || anyCPF.MatchString(text) {
			t.Errorf("CleanName(%q) = %q, which holds a number", name, text)
		}
	})
}
