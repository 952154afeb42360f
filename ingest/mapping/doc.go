// Package mapping makes complaints of a publisher's rows by a declaration: a
// YAML file that says what the publisher's files are like and which columns
// fill which fields. It stands between tabular, which cuts bytes into rows,
// and ingest.Validate, and calls anonymise on the way: what leaves it holds no
// person.
//
// Its one rule: nothing is guessed. A column the declaration does not know is
// not used, a value it does not know is counted as unmapped, a cell that cannot
// be what its column should hold is unknown and counted or rejects its row by line
// and column, never by value, and a file that does not fit at all ends the load with a sentence.
//
// # Writing a declaration
//
// Begin with "redress sources init FILE", which drafts one from a file, or with
// a copy of the built-in one that is most like the publisher's. Run "redress
// sources try DECLARATION FILE" until it shows what it should. Unknown keys,
// columns and codes are errors with file, line and key, all at once. Everything
// is text: 01 stays 01.
//
//	# yaml-language-server: $schema=declaration.schema.json
//
// as the first line lets editors complete and check it; "redress sources schema"
// prints the schema.
//
//	code: my-agency               # lower case; part of every address
//	title: {en: My agency, zh: …} # by language, en at least
//	country: BR                   # ISO 3166-1; says which encodings are likely
//	url: https://agency.example   # where the files are offered; http or https
//	licence: CC BY 4.0            # of the data
//	zone: America/Sao_Paulo       # IANA zone of the publisher's days
//	outcome_basis: authority      # who says how it ended: consumer, authority, business
//	note: {en: …, zh: …}          # what a reader must know of the source
//	personal_data: false          # what is fetched may be kept unencrypted; default true
//
// What has to be there: code, title, country, zone, outcome_basis, columns, id or
// identity, and record.
//
// # How much may go wrong
//
//	limits: {rejects: 0.01, shrink: 0.2, future: 0.001, vanished: 0.05, moved: 0.01, duplicates: 0.5, unmapped: {issue: 0.5}}
//
// Limits are shares from 0 to 1, or none. A load above one of them is not
// published. rejects is rejected rows of rows read (default 0.01). shrink is what
// the source would lose of what it has (0.2). future is rows with a day after the
// load's (0.001). vanished is what belongs to platforms that are suddenly gone
// (none). moved is what would get another opening day and another platform at
// once, of the complaints replaced (0.01): two complaints under one number.
// duplicates is, of the accepted rows of one file, those that a later row with
// the same id or identity replaces (0.5; none where identical_rows is declared).
// Both begin at five, and 0 allows none. columns is what is known of a field that
// a load has no column of any more (0: a column that is gone holds the load);
// none where the publisher leaves columns out as it likes. unmapped is, by field, values that nothing maps (none).
//
// # What a file replaces
//
//	replace: upsert               # a later row of a complaint replaces the earlier; the default
//	replace: snapshot             # a load is the whole source
//	replace: {slice: closed_on, by: month} # a load is all there is of the months it has rows of
//	identical_rows: last          # or ordinal: see identity
//	period: file_date             # or {column: year}, {column: as_of, layouts: [YYYY-MM-DD]}
//	period: {file_name: '(\d{4})-?(\d{2})'}
//
// A slice is by day, month or year of opened_on or closed_on. period orders the
// states of one complaint before the order of loading does: the day the file
// speaks of, or a column with a year, month or day (in digits, 2018 or 201806,
// or in a layout), or groups in the name of the file for year, month and day in
// this order, or called so: (?P<day>\d\d). Month and day may be missing. Of an
// archive's member the member's name is asked before the archive's. A file whose
// name does not say it does not fit.
//
// # Where files come from
//
//	fetch:
//	  url: [https://agency.example/complaints.zip, s3://bucket/folder/]
//	  every: month                # hour, day, week, month, quarter, year
//	  api:                        # the address is a paged JSON API
//	    records: hits.hits        # dot path of the records in an answer
//	    cursor: {from: "hits.hits[-1].sort", to: search_after}
//	    size: {parameter: size, value: 1000}
//	    total: hits.total         # dot path of how many there are in all
//	    rate: 1/s                 # or n/m, n/h
//
// They are loaded from there when nobody names a path. {slot:2006-01} in an address
// is the slot of the timetable a load is for, {previous:2006-01} the one before it,
// as Go writes dates. cursor takes a value of an
// answer (from) into a query parameter of the next request (to). An API that ends
// before its total has broken off.
//
// # What the files do not say
//
//	parameters: {company: {en: The company the file is about}}
//
// Who configures the source gives them (parameters: {company: Aurora} of a source
// in redress.yaml, --set company=Aurora on the command line). Each fills a field:
// {parameter: company}.
//
// # The file
//
//	file:
//	  kind: csv                        # csv, json, ndjson, xlsx, parquet; left out: by content
//	  encodings: [utf-8, windows-1252] # in order of trust; left out: detected
//	  delimiter: ";"                   # one ASCII character or tab; left out or detect: detected
//	  quoting: quoted                  # RFC 4180; unquoted: " is text; detect
//	  skip_lines: 2                    # lines above the header; left out: looked for
//	  sheet: [June, July]              # of a workbook, or * for all; left out: those that fit
//	  records: hits.hits               # of JSON, the dot path of the array of records
//	  nulls: ["NULL", "N/A"]           # words for absent, case aside; blank and #REF! always are
//	  max_record_bytes: 16777216
//
// # Columns
//
// Each column the declaration uses has a name of its own here and one or more
// headers, best first, as publishers rename them. Case, accents and outer
// spaces of headers do not matter; their order in the file does not either. A
// column that is not found so is looked for without what forms dress headers with:
// a star, 必填 or a format in brackets, traditional characters; 万元 or 美元 in
// brackets make another column. A
// header that is used must not stand in the file twice. Columns of JSON are
// named by their dot path, _source.company.
//
//	columns:
//	  opened: {header: [Date received, date_received], required: true}
//	  company: Company                 # short for {header: Company}
//	  zip: {header: ZIP code, never_store: true}
//	  answered: {header: Answered?, only: ["Yes", "No"]}
//
// A file whose header lacks a required column does not fit, and the load ends.
// The header is the first record or, without skip_lines, the only one of the first
// twenty that has them all: what stands above is passed over, and counted in the
// report. Of a workbook for which no sheet is named every visible sheet with such
// a header is read, but one called 示例 or example; the report names the others.
// A row without a value in any cell is none, and counted apart. A column that is
// not required is absent from a file that lacks it. A
// column that is never_store may make up the identity and is refused anywhere
// else. With only, any other value rejects the row as bad_value: the mark of
// rows whose cells have moved. Some column has to be required.
//
// without_header lists all columns in the order of files that have no header
// row. They are known by having that many fields and no declared header in the
// first record.
//
// # Identity
//
//	id: number                     # the publisher's own number
//	id: [number, ticket]           # the first that is not blank counts, or:
//	identity:                      # columns that together tell complaints apart
//	  - opened
//	  - {column: tax_number, as: number, else: legal_name}
//
// A row whose identity holds a number that a spreadsheet has rounded
// (1.23457E+17, or a workbook's number of more than 15 digits) is rejected as
// bad_value: others were rounded to the same.
//
// as: number drops leading zeros, which spreadsheets lose; else names the
// column that stands in where the first is absent. All these columns are
// required, said or not: without one of them every complaint of a file would
// get another id than before. A row in which all of them are blank is no_id.
// A number of a
// further column of id is another complaint than the same number of the first: a
// complaint whose first number comes later is another one then. Numbers and
// identities are hashed with the installation's key and stored
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
//	  age_band: {parameter: age}                     # the same in every row of the source
//	  category: {column: tags, split: "<->", join: " / ", sort: true}
//
// before and after keep what stands before or after the last of a text: after:
// " - " makes M01 of "Misleading - M01". nulls are words for absent in this field
// alone. split with join makes one text of a cell of tags: split is the text
// between them in the cell, join what stands there afterwards, sort puts them in
// one order, and a tag that stands there twice counts once. category, region,
// age_band, narrative (always redacted), currency and
// associations (split: ";、" cuts a cell at any of these signs) are filled so; a
// parameter and tags are for the first three, and a parameter for currency.
// Words are cleaned of control characters. A category, region, age band,
// association or word for the issue that holds a number or address of somebody's,
// is a day, or holds what looks like a person's name, also beside other words, is
// not kept and counts as unmapped "(withheld)"; known: [João Pessoa] names those that only look so. An age band has
// to look like one (31-40, 65+, mais de 70 anos, 20多岁, 未成年): a day or year of
// birth is never kept. What redaction leaves in place of a piece is in Chinese
// where the country is CN, HK, MO or TW.
//
//	rating: stars                                  # a number from 1 to 5
//	rating: {column: content, table: {very: 5, fairly: 3, not at all: 1}, nulls: [not asked]}
//
// # What cannot be read
//
//	unreadable: reject                             # of the whole declaration
//	amount_claimed: {column: claim, decimal: ",", unreadable: reject}
//
// A cell of responded_on, closed_on, a sum, currency, rating, stages or actions
// that is nothing of the kind ("about 500", "soon") leaves its field unknown and
// counts as unmapped, or rejects its row as bad_value if unreadable: reject is said
// of the field or of all. For files that a machine writes reject is right: there
// such a cell is the mark of a row whose cells have moved. What identifies or
// places a complaint, its number, its days of opening and of period, is never
// unknown: that rejects the row. Of a day, sum or rating no more than a fifth may
// be unreadable unless limits: unmapped says otherwise.
//
// # Days
//
//	opened_on: {column: opened, layouts: ["YYYY-MM-DD hh:mm:ss.fff", DD/MM/YYYY]}
//	opened_on:                      # the first that is present counts
//	  - {column: opened, layouts: [D/M/YYYY]}
//	  - {column: closed, layouts: [YYYY-MM-DD]}
//	opened_on: {column: time, layouts: [YYYY-MM-DD], agrees: {year: y, month: m, day: d}}
//	closed_on: {column: at, layouts: [YYYY-MM-DDThh:mm:ss], zone: UTC}
//
// opened_on, responded_on and closed_on take layouts, tried in order:
//
//	YYYY YY      year; of two digits, 70 to 99 are 1970 to 1999
//	MM M MMM     month: two digits, one or two, its name or the beginning of it (en pt es fr de it)
//	DD D         day: two digits, one or two
//	WWW          name of the weekday, passed over
//	hh H mm ss   hour (two digits, one or two), minute, second
//	AM           AM or PM, 上午 or 下午: hours are 1 to 12
//	f            fraction of a second, any number of digits
//	Z            offset: Z, UTC, +08, +08:00, +0800
//	'…'          what stands between stands for itself: D 'de' MMM 'de' YYYY
//	epoch        alone: seconds since 1970-01-01 UTC; epoch_ms: milliseconds
//
// All else stands for itself, 年 as well, and full-width digits are digits. With a
// time of day the instant is kept too; with an offset the day is the one in the
// publisher's zone. zone says where times of day without an offset were written,
// if not there. A day that does not exist cannot be read. A row
// without opening day is no_opened_at.
//
// agrees names columns that hold the same day in parts. Where they are the day
// with day and month swapped, the parts are right, and the row counts as unmapped
// "(day and month swapped)". Where they are another day or absent, the day is
// unknown and the row counts as "(day and its parts do not agree)".
//
// # Sums
//
//	amount_claimed: {column: claim, decimal: ","}  # the sign before cents
//
// amount_claimed and amount_recovered pass over thousands signs, and over the
// currency's sign, code or short name on either side (￥ ¥ R$ USD 元 kr); 万 and 亿
// behind the number are ten thousand and a hundred million, and where the country
// is CN, so is w for 万. With other words it is no sum: 5k is not 5. Nor is one in
// a currency that is not the field's, US$100 where the currency is CNY, or a bare
// number that is somebody's telephone, id or card. They need a currency.
//
// # Codes
//
//	outcome:
//	  column: result
//	  table: {Solved: resolved, Not solved: unresolved, Pending: open}
//	  patterns:
//	    - {match: "^withdrawn", to: withdrawn}
//	  else: unknown
//	  unmapped: count            # or ignore: other values are expected
//
// issue, outcome, status, channel, sex, timely, disputed, represented, remedies
// and evidence take codes of package complaint, or one {value: …} for all rows. The table
// compares values without case, accents and double spaces; patterns are RE2 on
// the value in that form, asked in order where the table has nothing; else fills
// what is left. What neither table nor pattern knows is counted as unmapped and
// shown in the load report (with table: {} that is each of them), absent values as "(absent)", those of more than 60
// characters and those like a person's name as "(withheld)", unless unmapped:
// ignore. A list of such blocks is asked in order until one gives a code.
// remedies and evidence are sets: split cuts the cell at any of its signs, and a
// value may stand for several codes ([refund, apology]) or none ("").
//
// The words of an issue in tags are shown like those of a category with split, join
// and sort; table and patterns see the cell as it is.
//
// An issue may have a finer code of its own, delivery/not_delivered; without else
// it is other. An outcome may be open. Where status is not declared, a complaint is
// open if the outcome says so, or is absent without a closing day; else it is
// closed, also where the outcome is in words that nothing maps.
//
// # The ladder
//
//	stages: {column: ladder, layouts: [YYYY-MM-DD], table: {商家: seller}, results: {已解决: resolved}}
//	actions: {column: measures, layouts: [YYYY-MM-DD], table: {警告: warning}}
//	stages:
//	  - {stage: seller, column: tried, is: [S]}
//	  - {stage: platform, entered: {column: stepped_in, layouts: [YYYY-MM-DD]}}
//
// The cells of the first form are lists, split at ";" unless split says otherwise,
// of stage@entered/left=result (seller@2024-01-03/2024-01-10=unresolved) and
// action@day (warning@2024-02-01); everything but the names may be missing. table
// and results translate the publisher's words; words that are ours already stay.
// In the second form a stage has columns of its own. It stands there if its
// column is one of the values, or, without a column, if one of its days is known.
// One item of such a list may be of the first form: the columns then give what its
// cell does not say.
//
// # Who is complained about
//
//	platform: company            # short for {trade: [company]}
//	platform: {parameter: company}                 # or {value: Aurora}: the same in every row
//	seller:
//	  key: {scheme: cnpj, column: root, digits: 8}
//	  trade: [trade_name]
//	  legal: [legal_name, registered_name]
//	  natural_person: {column: kind, is: ["0"], number: tax_number}
//	  sole_traders: pt
//
// The key is the first stable number that is there (padded to digits; a list of
// keys is asked in order), else the normalised first name that may be shown,
// trade names before legal ones. A natural person gets a pseudonym, made of the
// number or else of the names; with is_not: [company] any value but those of is and
// is_not is taken for a person's and counts as unmapped. A name that carries a person's taxpayer number is
// the owner's own: another name is taken, else a pseudonym. sole_traders names a
// language of anonymise's lexicons by which owners without a number are
// recognised too, as far as words can tell; by that of Chinese, postal addresses
// and accounts are not shown either, nor names that speak of a person (买家王芳).
// Long numbers and addresses are taken
// out of every name; where that leaves nothing with a letter, another name is
// taken, else a pseudonym. A name of signs only (🦄) comes after those with words;
// one punctuation sign over and over (*****) is absent. A row without any platform
// is no_platform; without any seller it has none.
//
// # What cannot be declared
//
// Values computed from several columns, such as a day from another and a number
// of days; rows that are joined with those of another file; rows that stand for
// several complaints. Fields that need them are left out rather than filled with
// something else.
package mapping
