package main

import (
	"strings"
	"testing"
)

// A table is as wide as a terminal shows it, hides columns that hold nothing and
// shortens fractions only.
func TestWriteTable(t *testing.T) {
	var out strings.Builder
	body := "rank,platform_name,empty,rate,n,note\r\n1,云锦商城,,0.123456,1234567,\r\n2,\"a, b\",,1e-05,3,too_few\r\n"
	if err := writeTable(&out, strings.NewReader(body)); err != nil {
		t.Fatal(err)
	}
	want := "rank  platform_name  rate    n        note\n" +
		"1     云锦商城       0.1235  1234567  —\n" +
		"2     a, b           0.0000  3        too_few\n"
	if out.String() != want {
		t.Errorf("writeTable =\n%s\nwant\n%s", out.String(), want)
	}
}
