package main_test

import (
	"fmt"
	"net"
	"path/filepath"
	"strings"
	"testing"
)

// A server that sends more than it announced must not have the rest quoted in
// the log: it is a publisher's file.
func TestUnexpectedAnswersAreNotQuoted(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	const body = "Number,Opened\n1,2024-01-01\n"
	go func() {
		for range 20 {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			request := make([]byte, 4096)
			if _, err := connection.Read(request); err == nil {
				fmt.Fprintf(connection, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(body), body+"2,geheim@example.org,2024-01-02\n")
			}
			connection.Close()
		}
	}()
	o := redress(t, "ingest", "--data", filepath.Join(t.TempDir(), "data"), "--allow-private", "demo", "http://"+listener.Addr().String()+"/x.csv")
	if o.code != 1 || strings.Contains(o.stderr+o.stdout, "geheim") {
		t.Errorf("exit %d: %s", o.code, o.stderr)
	}
}
