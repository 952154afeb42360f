package publisher_test

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"redress/deploy/schema"
	"redress/deploy/schema/schematest"
	"redress/ingest"
	"redress/ingest/publisher"
	"redress/ingest/sink"
)

const (
	finalizadas = "Região;UF;Cidade;Sexo;Faixa Etária;Data Finalização;Tempo Resposta;Nome Fantasia;Segmento de Mercado;Área;Assunto;" +
		"Grupo Problema;Problema;Como Comprou Contratou;Procurou Empresa;Respondida;Situação;Avaliação Reclamação;Nota do Consumidor\r\n"
	afterClosing = ";7;Loja Aurora;Comércio Eletrônico;Demais Produtos;Móveis e Colchões;Entrega do Produto;Não entrega / demora na " +
		"entrega do produto;Internet;S;S;%s\r\n"
	beforeClosing = "SE;SP;São Paulo;F;entre 31 a 40 anos;"
	rated         = "Finalizada avaliada;Resolvida;5"
)

// TestConsumidorMonthCountsOnce loads a month of both publications one after the
// other: the month counts once, in the words of the file loaded last, and other
// months stay as they are.
func TestConsumidorMonthCountsOnce(t *testing.T) {
	dir := t.TempDir()
	write := func(name string, lines ...string) string {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(strings.Join(lines, "")), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	// Ten identical complaints and one of another day; ISO days.
	short := []string{finalizadas}
	for range 10 {
		short = append(short, beforeClosing+"2022-04-20"+fmt.Sprintf(afterClosing, rated))
	}
	short = append(short, beforeClosing+"2022-04-21"+fmt.Sprintf(afterClosing, rated))
	may := write("finalizadas_2022-05.csv", finalizadas, beforeClosing+"2022-05-01"+fmt.Sprintf(afterClosing, rated))
	april := write("finalizadas_2022-04.csv", short...)
	// The complete publication has the day of opening, days of another form and
	// a complaint that was cancelled.
	whole := []string{"Gestor;Data Abertura;" + finalizadas}
	for range 10 {
		whole = append(whole, "Procon;01/04/2022;"+beforeClosing+"20/04/2022"+fmt.Sprintf(afterClosing, rated))
	}
	whole = append(whole, "Procon;01/04/2022;"+beforeClosing+"21/04/2022"+fmt.Sprintf(afterClosing, rated),
		"Procon;01/04/2022;"+beforeClosing+"21/04/2022"+fmt.Sprintf(afterClosing, "Cancelada;Não Avaliada;"))
	base := write("basecompleta2022-04.csv", whole...)

	decl, err := publisher.Load("consumidor-gov-br")
	if err != nil {
		t.Fatal(err)
	}
	db := schematest.Open(t)
	config := sink.Config{Conn: db, Database: db.Database, Lock: filepath.Join(dir, "lock"), Now: time.Now, Log: slog.New(slog.DiscardHandler)}
	load := func(paths ...string) *ingest.Report {
		t.Helper()
		source := publisher.Open(decl, testKey(t), paths, publisher.Options{LoadDay: day(t, 2024, 3, 1)})
		l, err := sink.Begin(t.Context(), config, source.Publisher())
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		report, err := ingest.Run(t.Context(), source, l)
		if err != nil {
			t.Fatal(err)
		}
		if !report.Published {
			t.Fatalf("%v was not published: %+v", paths, report)
		}
		return report
	}
	f := func(want string, paths ...string) {
		t.Helper()
		report := load(paths...)
		var rows, opened, cancelled uint64
		err := db.QueryRow(t.Context(), `SELECT count(), countIf(opened_on != closed_on), countIf(outcome = 'withdrawn') FROM {release:Identifier}.complaints`,
			clickhouse.Named("release", schema.ReleaseDatabase(db.Database, report.Release))).Scan(&rows, &opened, &cancelled)
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprintf("%d complaints, %d with an opening day, %d cancelled", rows, opened, cancelled); got != want {
			t.Errorf("after %s: %s, want %s", filepath.Base(paths[0]), got, want)
		}
	}
	f("12 complaints, 0 with an opening day, 0 cancelled", april, may)
	f("13 complaints, 12 with an opening day, 1 cancelled", base)
	f("13 complaints, 12 with an opening day, 1 cancelled", base)
	f("12 complaints, 0 with an opening day, 0 cancelled", april)
}
