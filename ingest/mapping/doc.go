// Package mapping makes complaints of a publisher's rows by a declaration: a
// YAML file that says what the publisher's files are like and which columns
// fill which fields. It stands between tabular, which cuts bytes into rows,
// and ingest.Validate, and calls anonymise on the way: what leaves it holds no
// person.
//
// Its one rule: nothing is guessed. A column the declaration does not know is
// not used, a value it does not know is counted as unmapped, a cell that cannot
// be what its column should hold rejects its row by line and column, never by
// value, and a file that does not fit at all ends the load with a sentence.
//
// # Writing a declaration
//
// Begin with a copy of the built-in one that is most like the publisher's and
// run "redress sources try DECLARATION FILE" until it shows what it should.
// Unknown keys, columns and codes are errors with file and line, all at once.
// Everything is text: 01 stays 01.
//
//	code: my-agency               # lower case; part of every address
//	title: {en: My agency, zh: …} # by language, en at least
//	country: BR                   # ISO 3166-1
//	url: https://agency.example   # where the files are offered; http or https
//	licence: CC BY 4.0            # of the data
//	zone: America/Sao_Paulo       # IANA zone of the publisher's days
//	outcome_basis: authority      # who says how it ended: consumer, authority, business
//	max_reject_share: 0.01        # above it a load is not published
//	replace: upsert               # a later row of a complaint replaces the earlier
//	identical_rows: last          # or ordinal: see identity
//	period: file_date             # or {column: year} or {column: as_of, layouts: [YYYY-MM-DD]}
//
// period orders the states of one complaint before the order of loading does:
// the day the file speaks of, or a column with a year, month or day (in digits,
// 2018 or 201806, or in a layout).
//
// # The file
//
//	file:
//	  encodings: [utf-8, windows-1252] # in order of trust; gb18030, utf-16le …
//	  delimiter: ";"                   # or tab; left out: detected
//	  quoting: quoted                  # RFC 4180; unquoted: " is text; detect
//	  nulls: ["NULL", "N/A"]           # words for "absent"; blank always is
//	  max_record_bytes: 16777216
//
// # Columns
//
// Each column the declaration uses has a name of its own here and one or more
// headers, best first, as publishers rename them. Case, accents and outer
// spaces of headers do not matter; their order in the file does not either. A
// header that is used must not stand in the file twice.
//
//	columns:
//	  opened: {header: [Date received, date_received], required: true}
//	  company: Company                 # short for {header: Company}
//	  zip: {header: ZIP code, never_store: true}
//	  answered: {header: Answered?, only: ["Yes", "No"]}
//
// A file whose first record lacks a required column does not fit, and the load
// ends. A column that is not required is absent from a file that lacks it. A
// column that is never_store may make up the identity and is refused anywhere
// else. With only, any other value rejects the row as bad_value: the mark of
// rows whose cells have moved.
//
// without_header lists all columns in the order of files that have no header
// row. They are known by having that many fields and no declared header in the
// first record.
//
// # Identity
//
//	id: number                     # the publisher's own number, or:
//	identity:                      # columns that together tell complaints apart
//	  - opened
//	  - {column: tax_number, as: number, else: legal_name}
//
// as: number drops leading zeros, which spreadsheets lose; else names the
// column that stands in where the first is absent. All these columns are
// required, said or not: without one of them every complaint of a file would
// get another id than before. A row in which all of them are blank is no_id.
// Numbers and identities are hashed with the installation's key and stored
// nowhere else. Rows of one identity in one file are one complaint, of which
// the last counts (identical_rows: last), or different ones, told apart by
// their order (ordinal).
//
// # Fields
//
// record says how each field is filled; platform, opened_on, issue and outcome
// have to be. What is not mentioned is unknown.
//
//	record:
//	  category: product                              # a column's words
//	  region: {column: place, after: " - ", nulls: [unknown]}
//	  currency: {value: BRL}                         # the same in every row
//
// before and after keep what stands before or after the last of a text: after:
// " - " makes M01 of "Misleading - M01". nulls are words for absent in this field
// alone. category, region, age_band, narrative (always redacted), rating (1 to 5),
// currency and associations (split: ";" cuts a cell at any of these signs) are
// filled so. Words are redacted and cleaned of control characters.
//
//	opened_on: {column: opened, layouts: ["YYYY-MM-DD hh:mm:ss.fff", DD/MM/YYYY]}
//
// opened_on, responded_on and closed_on take layouts, tried in order: YYYY or
// YY, MM or M, DD or D, hh, mm, ss, f (a fraction of any length), Z (an offset or
// Z); all else stands for itself, 年 as well. MM, DD and hh are two digits, M and
// D one or two. With a time of day the instant is kept too; with an offset the day
// is the one in the publisher's zone. A day of the layout that does not exist is
// bad_value. A row without opening day is no_opened_at.
//
//	amount_claimed: {column: claim, decimal: ","}  # the sign before cents
//
// amount_claimed and amount_recovered pass over thousands signs and currency
// signs; they need a currency.
//
//	outcome:
//	  column: result
//	  table: {Solved: resolved, Not solved: unresolved, Pending: open}
//	  patterns:
//	    - {match: "^withdrawn", to: withdrawn}
//	  else: unknown
//	  unmapped: count            # or ignore: other values are expected
//
// issue, outcome, status, channel, sex, timely, represented, remedies and evidence
// take codes of package complaint. The table compares values without case,
// accents and double spaces; patterns are RE2 on the value in that form, asked
// in order where the table has nothing; else fills what is left. What neither
// table nor pattern knows is counted as unmapped and shown in the load report,
// absent values as "(absent)", those of more than 60 characters and, by the
// lexicon of sole_traders, those like a person's name as "(withheld)", unless
// unmapped: ignore. A list of such blocks is asked in order until one gives a code. remedies and evidence are sets: split
// cuts the cell, and a value may stand for several codes ([refund, apology]) or
// none ("").
//
// An issue may have a finer code of its own, delivery/not_delivered; without else
// it is other. An outcome may be open. Where status is not declared, a complaint is
// open if the outcome says so, or is absent without a closing day; else it is
// closed, also where the outcome is in words that nothing maps.
//
//	stages: {column: ladder, layouts: [YYYY-MM-DD]}
//	actions: {column: measures, layouts: [YYYY-MM-DD]}
//
// Their cells are lists, split at ";" unless split says otherwise, of
// stage@entered/left=result (seller@2024-01-03/2024-01-10=unresolved) and
// action@day (warning@2024-02-01); everything but the names may be missing.
//
// # Who is complained about
//
//	platform: company            # short for {trade: [company]}
//	seller:
//	  key: {scheme: cnpj, column: root, digits: 8}
//	  trade: [trade_name]
//	  legal: [legal_name, registered_name]
//	  natural_person: {column: kind, is: ["0"], number: tax_number}
//	  sole_traders: pt
//
// The key is the first stable number that is there (padded to digits), else
// the normalised first name that may be shown, trade names before legal ones. A
// natural person gets a pseudonym, made of the number or else of the names. A
// name that carries a person's taxpayer number is the owner's own: another name
// is taken, else a pseudonym. sole_traders names a language of anonymise's
// lexicons by which owners without a number are recognised too, as far as
// words can tell. Long numbers and addresses are taken out of every name; where
// that leaves nothing with a letter, another name is taken, else a pseudonym. A
// name of signs only (🦄) comes after those with words; one punctuation sign over
// and over (*****) is absent. A row without any platform is no_platform; without any seller it has none.
//
// # What cannot be declared
//
// Slices and snapshots (files that replace a month or a whole source), values
// computed from several columns, nested formats. Fields that need them are left
// out rather than filled with something else.
package mapping
