package main

import (
	"fmt"
	"text/tabwriter"

	"redress/ingest/mapping"
	"redress/ingest/publisher"
)

type sourcesCommand struct {
	List   listSourcesCommand `cmd:"" default:"1" help:"List the publishers Redress can read."`
	Try    trySourceCommand   `cmd:"" help:"Show what a declaration makes of files; nothing is stored."`
	Init   initSourceCommand  `cmd:"" help:"Draft a declaration from a file."`
	Schema schemaCommand      `cmd:"" help:"Print the JSON Schema of declarations, for editors."`
}

type listSourcesCommand struct{}

// Run lists the built-in publishers.
func (listSourcesCommand) Run(t terminal) error {
	table := tabwriter.NewWriter(t.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "SOURCE\tCOUNTRY\tOUTCOME BY\tTITLE\tLICENCE")
	for _, code := range publisher.Codes() {
		declaration, err := publisher.Load(code)
		if err != nil {
			return err
		}
		p := declaration.Publisher()
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", p.Code, p.Country, p.OutcomeBasis, p.Title["en"], p.Licence)
	}
	return table.Flush()
}

type schemaCommand struct{}

// Help is the manual behind --help.
func (schemaCommand) Help() string {
	return `Editors that know JSON Schema complete and check a declaration that begins with

  # yaml-language-server: $schema=declaration.schema.json

where the schema was written with

  redress sources schema > declaration.schema.json`
}

// Run prints the schema.
func (schemaCommand) Run(t terminal) error {
	schema, err := mapping.Schema()
	if err != nil {
		return err
	}
	_, err = t.stdout.Write(schema)
	return err
}
