package tabular

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// These rows have the shape of the publishers' files, with invented values.
const (
	plainRow = "2018;2018-06-20 09:45:37.000;2018-05-11 15:20:10.000;03;Sudeste;SP;EXEMPLO COMÉRCIO S.A.;LOJA EXEMPLO;1;" +
		"11222333000181;11222333;EXEMPLO COMÉRCIO ELETRÔNICO S.A.;LOJA EXEMPLO;4753900;COMÉRCIO VAREJISTA ESPECIALIZADO;S;" +
		"101;Telefone (Convencional, Celular, Interfone, Etc.);NULL;NULL;F;entre 31 a 40 anos;01234567\r\n"
	quotedRow = "2023-08-01,\"Credit reporting, credit repair services\",Credit reporting,Incorrect information," +
		"Information belongs to someone else,,\"The company has responded, and chooses not to say more\"," +
		"\"EXAMPLE HOLDINGS, INC.\",FL,32209,,Consent not provided,Web,2023-08-02,Closed with explanation,Yes,N/A,7264216\n"
	narrativeRow = "2023-08-01,Debt collection,Other debt,Attempts to collect debt not owed,Debt is not yours,\"" +
		"I wrote to them on XX/XX/XXXX and they said \"\"no\"\".\nThen I wrote again, and again, and nobody\nanswered. " +
		"They went on to call me at work, where I had asked them not to, and I want this to stop.\",," +
		"\"EXAMPLE HOLDINGS, INC.\",FL,322XX,,Consent provided,Web,2023-08-02,Closed with explanation,Yes,N/A,7264217\n"
	allQuotedRow = "\"EXEMPLO SAÚDE\";\"Médico Hospitalar\";\"Médio\";\"205\";\"207\";\"   0,27\";\"   0,27\";\"   0,31\";" +
		"\"   0,28\";\"   0,27\";\"   0,27\";\"   0,22\";\"   0,24\";\"   0,27\";\"   0,30\";\"02/2020\";\"2020-03-26\"\r\n"
)

// benchmark reads about 32 MiB made of rows.
func benchmark(b *testing.B, rows string, f Format, encode func(string) string) {
	data := strings.Repeat(rows, 32<<20/len(rows))
	if encode != nil {
		data = encode(data)
	}
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		r := NewReader(strings.NewReader(data), f)
		for {
			_, err := r.Next()
			if err == io.EOF {
				break
			}
			if err != nil {
				b.Fatal(err)
			}
		}
	}
}

func BenchmarkUnquoted(b *testing.B) {
	benchmark(b, plainRow, Format{Delimiter: ';', Quoting: Unquoted}, nil)
}

func BenchmarkQuotedFew(b *testing.B) {
	benchmark(b, quotedRow, Format{Delimiter: ',', Quoting: Quoted}, nil)
}

func BenchmarkQuotedNarratives(b *testing.B) {
	benchmark(b, narrativeRow, Format{Delimiter: ',', Quoting: Quoted}, nil)
}

func BenchmarkQuotedAll(b *testing.B) {
	benchmark(b, allQuotedRow, Format{Delimiter: ';', Quoting: Quoted}, nil)
}

func BenchmarkWindows1252(b *testing.B) {
	benchmark(b, plainRow, Format{Encodings: []string{"windows-1252"}, Delimiter: ';', Quoting: Unquoted},
		func(s string) string { return must(charmap.Windows1252.NewEncoder().String(s)) })
}

func BenchmarkGB18030(b *testing.B) {
	row := strings.Repeat("2025-07-13,示例平台,示例商家,商品质量问题,已办结,退款,\"买家说，三天后仍未收到\",北京\n", 4)
	benchmark(b, row, Format{Encodings: []string{"gb18030"}, Delimiter: ',', Quoting: Quoted},
		func(s string) string { return must(simplifiedchinese.GB18030.NewEncoder().String(s)) })
}

// These have the shape of the CFPB's exports.
const (
	objectLine = `{"date_received":"2019-09-23","product":"Mortgage","sub_product":"Conventional home mortgage",` +
		`"issue":"Struggling to pay mortgage","sub_issue":"","complaint_what_happened":"","company_public_response":null,` +
		`"company":"EXAMPLE HOLDINGS, INC.","state":"IL","zip_code":"606XX","tags":"","consumer_consent_provided":"",` +
		`"submitted_via":"Web","date_sent_to_company":"2019-09-23","company_response":"In progress","timely":"Yes",` +
		`"consumer_disputed":"N/A","complaint_id":3383698}`
	nestedLine = `{"_id":"3383698","_index":"complaints","_source":` + objectLine + `,"sort":[1568001600,"3383698"]}`
	storyLine  = `{"complaint_id":1,"complaint_what_happened":"I wrote to them and they said \"no\".\nThen I wrote again, ` +
		`and again, and nobody answered. They went on to call me at work, where I had asked them not to.\n\n` +
		`商家说，三天后仍未收到，要求退款。 I want this to stop, and my money back, and a letter that says so."}`
)

func BenchmarkNDJSON(b *testing.B)        { benchmark(b, objectLine+"\n", Format{}, nil) }
func BenchmarkNDJSONNested(b *testing.B)  { benchmark(b, nestedLine+"\n", Format{}, nil) }
func BenchmarkNDJSONStories(b *testing.B) { benchmark(b, storyLine+"\n", Format{}, nil) }
func BenchmarkJSON(b *testing.B) {
	benchmark(b, objectLine+",\n", Format{Kind: JSON}, func(s string) string { return "[" + s + "{}]" })
}

// BenchmarkXLSX reads a sheet of 50,000 rows; the speed is that of its XML.
func BenchmarkXLSX(b *testing.B) {
	var sheet, shared strings.Builder
	for i := range 50000 {
		fmt.Fprintf(&sheet, `<row r="%d" spans="1:12" x14ac:dyDescent="0.25">`, i+1)
		for c := range 12 {
			switch c % 4 {
			case 0:
				fmt.Fprintf(&sheet, `<c r="%c%d" t="s"><v>%d</v></c>`, 'A'+c, i+1, i%5000)
			case 1:
				fmt.Fprintf(&sheet, `<c r="%c%d" s="1"><v>%d.40667824</v></c>`, 'A'+c, i+1, 40000+i%5000)
			case 2:
				fmt.Fprintf(&sheet, `<c r="%c%d"><v>%d</v></c>`, 'A'+c, i+1, 13800000000+i)
			case 3:
				fmt.Fprintf(&sheet, `<c r="%c%d" t="inlineStr"><is><t>some text of the publisher</t></is></c>`, 'A'+c, i+1)
			}
		}
		sheet.WriteString("</row>")
	}
	shared.WriteString("<sst>")
	for i := range 5000 {
		fmt.Fprintf(&shared, "<si><t>示例商家 number %d &amp; more</t></si>", i)
	}
	book := rawBook(sheet.String(), map[string]string{"xl/sharedStrings.xml": shared.String() + "</sst>",
		"xl/styles.xml": `<a><cellXfs><xf/><xf numFmtId="22"/></cellXfs></a>`})
	b.SetBytes(int64(sheet.Len()))
	b.ReportAllocs()
	for b.Loop() {
		rows := 0
		for r := NewReader(strings.NewReader(book), Format{}); ; rows++ {
			if _, err := r.Next(); err != nil {
				break
			}
		}
		if rows != 50000 {
			b.Fatalf("read %d rows", rows)
		}
	}
}

// BenchmarkParquet reads 50,000 nested rows; the speed is that of the text that
// comes out.
func BenchmarkParquet(b *testing.B) {
	input := nestedFile(b, 50000, 10000, parquet.Compression(&parquet.Zstd))
	text := 0
	b.ReportAllocs()
	for b.Loop() {
		rows := 0
		text = 0
		for r := NewReader(strings.NewReader(input), Format{}); ; rows++ {
			record, err := r.Next()
			if err != nil {
				break
			}
			for _, field := range record.Fields {
				text += len(field) + 1
			}
		}
		if rows != 50001 {
			b.Fatalf("read %d rows", rows)
		}
	}
	b.SetBytes(int64(text))
}

// must returns v of a call that cannot go wrong in a test.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
