package main

import (
	"fmt"
	"text/tabwriter"

	"redress/ingest/mapping"
	"redress/ingest/publisher"
)

type sourcesCommand struct {
	List     listSourcesCommand    `cmd:"" default:"withargs" help:"List the publishers Redress can read."`
	Try      trySourceCommand      `cmd:"" help:"Show what a declaration makes of files; nothing is stored."`
	Init     initSourceCommand     `cmd:"" help:"Draft a declaration from a file."`
	Schema   schemaCommand         `cmd:"" help:"Print the JSON Schema of declarations, for editors."`
	Template templateSourceCommand `cmd:"" help:"Print the table that Chinese associations and platforms fill in."`
}

type listSourcesCommand struct {
	Config string `help:"Configuration file or folder, beside which declarations of your own stand." type:"path"`
}

// Run lists the publishers: the built-in ones, and those an installation
// declares itself.
func (c listSourcesCommand) Run(t terminal) error {
	settings, err := readConfig(c.Config)
	if err != nil {
		return usageError{err}
	}
	table := tabwriter.NewWriter(t.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "SOURCE\tCOUNTRY\tOUTCOME BY\tTITLE\tLICENCE")
	for _, code := range settings.known.codes() {
		declaration, err := settings.known.load(code)
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

type templateSourceCommand struct {
	Kind string `help:"xlsx (a workbook that explains each column), csv or csv-gb18030 (the header row)." enum:"xlsx,csv,csv-gb18030" default:"xlsx" env:"-"`
}

// Help is the manual behind --help.
func (templateSourceCommand) Help() string {
	return `Prints the table that the source cn-generic reads, with Chinese headers for every field.

  redress sources template > template.xlsx
  redress ingest cn-generic template.xlsx`
}

// Run prints the template.
func (c templateSourceCommand) Run(t terminal) error {
	template, err := publisher.Template(c.Kind)
	if err != nil {
		return err
	}
	_, err = t.stdout.Write(template)
	return err
}
