package mapping

import (
	"slices"

	"redress/ingest"
	"redress/ingest/complaint"
	"redress/ingest/tabular"
)

// A blockKind is one kind of mapping in a declaration. The grammar below says
// which keys each can hold: the parser accepts exactly these, and Schema is made
// of them, so that the two cannot differ.
type blockKind string

const (
	declarationBlock blockKind = "declaration"
	limitsBlock      blockKind = "limits"
	fileBlock        blockKind = "file"
	replaceBlock     blockKind = "replace"
	periodBlock      blockKind = "period"
	fetchBlock       blockKind = "fetch"
	apiBlock         blockKind = "api"
	cursorBlock      blockKind = "cursor"
	sizeBlock        blockKind = "size"
	columnBlock      blockKind = "column"
	identityBlock    blockKind = "identity"
	recordBlock      blockKind = "record"
	textBlock        blockKind = "text"
	codedBlock       blockKind = "coded"
	patternBlock     blockKind = "pattern"
	dateBlock        blockKind = "date"
	agreesBlock      blockKind = "agrees"
	amountBlock      blockKind = "amount"
	ratingBlock      blockKind = "rating"
	ladderBlock      blockKind = "ladder"
	rungBlock        blockKind = "rung"
	partyBlock       blockKind = "party"
	keyBlock         blockKind = "key"
	personBlock      blockKind = "natural_person"
)

// blockKinds lists the kinds, the declaration itself first.
func blockKinds() []blockKind {
	return []blockKind{declarationBlock, limitsBlock, fileBlock, replaceBlock, periodBlock, fetchBlock, apiBlock, cursorBlock,
		sizeBlock, columnBlock, identityBlock, recordBlock, textBlock, codedBlock, patternBlock, dateBlock, agreesBlock,
		amountBlock, ratingBlock, ladderBlock, rungBlock, partyBlock, keyBlock, personBlock}
}

// A keySpecification is one key of a block: what its value is like and what it
// means.
type keySpecification struct {
	name  string
	about string
	value schema
	must  bool
}

// names lists the keys a block of this kind can hold.
func (k blockKind) names() []string {
	var names []string
	for _, key := range k.keys() {
		names = append(names, key.name)
	}
	return names
}

// keys is the grammar.
func (k blockKind) keys() []keySpecification {
	switch k {
	case declarationBlock:
		return declarationKeys()
	case recordBlock:
		return recordKeys()
	case limitsBlock:
		return []keySpecification{
			{name: "rejects", about: "Rejected rows ÷ rows read; default 0.01.", value: share()},
			{name: "shrink", about: "Complaints the source would lose ÷ complaints it has; default 0.2.", value: share()},
			{name: "unmapped", about: "By field, values that nothing maps ÷ rows read; default none.", value: mapOf(share())},
			{name: "future", about: "Rows with a day after the load's ÷ rows read; default 0.001.", value: share()},
			{name: "vanished", about: "Complaints of platforms that are suddenly gone ÷ complaints the source has; default none.", value: share()},
			{name: "moved", about: "Replaced complaints of another opening day and platform than before ÷ complaints replaced; default 0.01.", value: share()},
			{name: "duplicates", about: "Rows of one file that a later row with the same id replaces ÷ rows accepted; default 0.5, none with identical_rows.", value: share()},
			{name: "columns", about: "Complaints of which a field is known that a load has no column of any more ÷ complaints; default 0.", value: share()}}
	case fileBlock:
		return []keySpecification{
			{name: "kind", about: "The format; left out: by content.", value: enum(fileKinds()...)},
			{name: "sheet", about: "Of a workbook, the sheet, several, or * for all that are visible; left out: the visible ones with the declared header.", value: texts(text())},
			{name: "records", about: "Of JSON, the dot path of the array of records; left out: the array on top, or the only one below it.", value: text()},
			{name: "skip_lines", about: "Lines above the header; left out: it is looked for in the first records.", value: whole(0)},
			{name: "encodings", about: "Encodings in order of trust; left out: detected.", value: texts(text())},
			{name: "delimiter", about: "One ASCII character, tab or detect.", value: text()},
			{name: "quoting", about: "quoted (RFC 4180), unquoted (\" is text) or detect.",
				value: enum(string(tabular.Quoted), string(tabular.Unquoted), string(tabular.Detect))},
			{name: "nulls", about: "Words for absent in every column, case aside.", value: texts(text())},
			{name: "max_record_bytes", about: "The longest record; default 16 MiB.", value: whole(1)}}
	case replaceBlock:
		return []keySpecification{
			{name: "slice", about: "The day that tells slices apart.", value: enum("opened_on", "closed_on"), must: true},
			{name: "by", about: "How long a slice is.", value: enum("day", "month", "year"), must: true}}
	case periodBlock:
		return []keySpecification{
			{name: "column", about: "A column with a year, month or day, in digits or in a layout.", value: text()},
			{name: "layouts", about: "Layouts of the column.", value: texts(text())},
			{name: "file_name", about: "A regular expression with groups for year[, month[, day]] in the name of the file.", value: text()}}
	case fetchBlock:
		return []keySpecification{
			{name: "url", about: "Where the files are loaded from when no path is given.", value: texts(text()), must: true},
			{name: "every", about: "How often the publisher publishes.", value: enum(intervals()...)},
			{name: "api", about: "How an address that is a paged JSON API is read.", value: ref(apiBlock)}}
	case apiBlock:
		return []keySpecification{
			{name: "records", about: "Dot path of the records in an answer.", value: text(), must: true},
			{name: "cursor", about: "How the next page is asked for.", value: ref(cursorBlock)},
			{name: "size", about: "How many records a page holds.", value: ref(sizeBlock)},
			{name: "total", about: "Dot path of how many records there are in all: an API that ends before them breaks off.", value: text()},
			{name: "rate", about: "Requests a second, minute or hour: 1/s, 30/m.", value: text()}}
	case cursorBlock:
		return []keySpecification{
			{name: "from", about: "Dot path of the cursor in an answer, [-1] for the last of an array.", value: text(), must: true},
			{name: "to", about: "The query parameter it is sent in.", value: text(), must: true}}
	case sizeBlock:
		return []keySpecification{
			{name: "parameter", about: "The query parameter.", value: text(), must: true},
			{name: "value", about: "Records a page.", value: whole(1), must: true}}
	}
	return k.fieldKeys()
}

// fieldKeys is the grammar of columns and fields.
func (k blockKind) fieldKeys() []keySpecification {
	column := keySpecification{name: "column", about: "A column, by its name in this declaration.", value: text()}
	before := keySpecification{name: "before", about: "Keep what stands before the last of this text.", value: text()}
	after := keySpecification{name: "after", about: "Keep what stands after the last of this text.", value: text()}
	nulls := keySpecification{name: "nulls", about: "Words for absent in this field alone.", value: texts(text())}
	constant := keySpecification{name: "value", about: "The same in every row.", value: text()}
	parameter := keySpecification{name: "parameter", about: "A parameter the configured source gives.", value: text()}
	layouts := keySpecification{name: "layouts", about: "Layouts in order of trust: YYYY-MM-DD, D/M/YY, hh:mm:ss …", value: texts(text()), must: true}
	split := keySpecification{name: "split", about: "Signs, at any of which a cell is cut.", value: text()}
	unreadable := keySpecification{name: "unreadable", about: "What a cell that cannot be read makes: the field unknown, or its row a reject.",
		value: enum("unknown", "reject")}
	join := keySpecification{name: "join", about: "What stands between tags in one text.", value: text()}
	sorted := keySpecification{name: "sort", about: "The order of tags means nothing.", value: truth()}
	must := func(key keySpecification) keySpecification {
		key.must = true
		return key
	}
	switch k {
	case columnBlock:
		return []keySpecification{
			{name: "header", about: "Its header in the file, best first where it has several.", value: texts(text()), must: true},
			{name: "required", about: "A file without it does not fit.", value: truth()},
			{name: "never_store", about: "It may make up the identity and nothing else.", value: truth()},
			{name: "only", about: "The only values it can hold; any other rejects the row.", value: texts(text())}}
	case identityBlock:
		return []keySpecification{must(column),
			{name: "as", about: "number drops leading zeros.", value: enum("text", "number")},
			{name: "else", about: "The column that stands in where this is absent.", value: text()}}
	case textBlock:
		return []keySpecification{column, constant, parameter, before, after, nulls, unreadable,
			{name: "known", about: "Values that look like a person's name and are none, such as places.", value: texts(text())},
			{name: "split", about: "Signs, at any of which a cell is cut; with join, the text between tags.", value: text()},
			join, sorted}
	case codedBlock:
		return []keySpecification{column, constant, before, after, nulls, split, join, sorted,
			{name: "table", about: "The publisher's values and our codes.", value: mapOf(texts(text()))},
			{name: "patterns", about: "Regular expressions (RE2), asked in order where the table has nothing.", value: list(ref(patternBlock))},
			{name: "else", about: "The code of every other value.", value: texts(text())},
			{name: "unmapped", about: "ignore where other values are expected.", value: enum("count", "ignore")}}
	case patternBlock:
		return []keySpecification{
			{name: "match", about: "On the value in lower case without accents.", value: text(), must: true},
			{name: "to", about: "A code.", value: texts(text()), must: true}}
	case dateBlock:
		return []keySpecification{must(column), layouts,
			{name: "zone", about: "The IANA zone times of day are written in, where it is not the publisher's.", value: text()},
			{name: "agrees", about: "Columns with the same day in parts, which decide a swap of day and month.", value: ref(agreesBlock)}, unreadable}
	case agreesBlock:
		return []keySpecification{
			{name: "year", about: "Column of the year.", value: text(), must: true},
			{name: "month", about: "Column of the month.", value: text(), must: true},
			{name: "day", about: "Column of the day.", value: text(), must: true}}
	case amountBlock:
		return []keySpecification{must(column), {name: "decimal", about: "The sign before cents.", value: enum(".", ",")}, unreadable}
	case ratingBlock:
		return []keySpecification{must(column), before, after, nulls,
			{name: "table", about: "The publisher's words and a rating each, 1 to 5; \"\" for none.",
				value: mapOf(oneOf(schema{"type": "integer", "minimum": leastRating, "maximum": mostRating}, enum("")))}, unreadable}
	case ladderBlock:
		return []keySpecification{must(column), split, layouts, unreadable,
			{name: "table", about: "The publisher's names and ours.", value: mapOf(text())},
			{name: "results", about: "Of stages, the publisher's results and our outcomes.", value: mapOf(enum(words(complaint.Outcomes)...))}}
	case rungBlock:
		return []keySpecification{
			{name: "stage", about: "The rung.", value: enum(stageNames()...), must: true},
			{name: "column", about: "A column that says whether it was tried.", value: text()},
			{name: "is", about: "The values of the column that say yes.", value: texts(text())},
			{name: "entered", about: "The day it was entered.", value: ref(dateBlock)},
			{name: "left", about: "The day it was left.", value: ref(dateBlock)}}
	case partyBlock:
		return []keySpecification{parameter, constant,
			{name: "key", about: "Stable numbers, best first.", value: oneOf(ref(keyBlock), list(ref(keyBlock)))},
			{name: "trade", about: "Columns of trade names, best first.", value: texts(text())},
			{name: "legal", about: "Columns of registered names, best first.", value: texts(text())},
			{name: "natural_person", about: "Which rows are about a natural person.", value: ref(personBlock)},
			{name: "sole_traders", about: "The language of the lexicon that recognises owners' names.", value: text()}}
	case keyBlock:
		return []keySpecification{
			{name: "scheme", about: "A word for the kind of number, cnpj.", value: text(), must: true}, must(column),
			{name: "digits", about: "Padded with zeros to this many.", value: whole(1)}}
	case personBlock:
		return []keySpecification{must(column),
			{name: "is", about: "The values that say so.", value: texts(text()), must: true},
			{name: "is_not", about: "The values that say it is none; any other is taken for a person's and counted. Left out: all others.", value: texts(text())},
			{name: "number", about: "Column of the person's own number.", value: text()}}
	}
	return nil
}

func declarationKeys() []keySpecification {
	return []keySpecification{
		{name: "code", about: "Lower-case letters, digits and hyphens; part of every address.", value: matching(codeForm), must: true},
		{name: "title", about: "By language, en at least.", value: mapOf(text()), must: true},
		{name: "country", about: "ISO 3166-1 alpha-2.", value: matching(countryForm), must: true},
		{name: "url", about: "The page where the files are offered.", value: text()},
		{name: "licence", about: "Of the data.", value: text()},
		{name: "zone", about: "The IANA zone of the publisher's days.", value: text(), must: true},
		{name: "outcome_basis", about: "Who says how a complaint ended.", value: enum(words(complaint.OutcomeBases)...), must: true},
		{name: "limits", about: "Shares above which a load is held back; none for no limit.", value: ref(limitsBlock)},
		{name: "note", about: "What a reader must know of the source, by language.", value: mapOf(text())},
		{name: "personal_data", about: "false: what is fetched may be kept unencrypted.", value: truth()},
		{name: "unreadable", about: "What a cell of a day, sum, rating, stage or action that cannot be read makes: the field unknown (default), or its row a reject.",
			value: enum("unknown", "reject")},
		{name: "parameters", about: "Values a configured source gives, each with a title by language.", value: mapOf(mapOf(text()))},
		{name: "fetch", about: "Where the files are loaded from when no path is given.", value: ref(fetchBlock)},
		{name: "replace", about: "What a file replaces: upsert, snapshot or a slice.",
			value: oneOf(enum(string(ingest.Upsert), string(ingest.Snapshot)), ref(replaceBlock))},
		{name: "identical_rows", about: "Rows of one identity in a file are one complaint (last) or several (ordinal).", value: enum("last", "ordinal")},
		{name: "period", about: "What orders the states of a complaint.", value: oneOf(enum("file_date"), ref(periodBlock))},
		{name: "file", about: "How the files are written.", value: ref(fileBlock)},
		{name: "columns", about: "A name for each column that is used, and its headers.", value: mapOf(oneOf(text(), list(text()), ref(columnBlock))), must: true},
		{name: "without_header", about: "All columns in the order of files that have no header row.", value: list(text())},
		{name: "id", about: "The column of the publisher's own number; of several the first that is not blank counts.", value: texts(text())},
		{name: "identity", about: "The columns that together tell complaints apart.", value: list(oneOf(text(), ref(identityBlock)))},
		{name: "record", about: "How each field is filled.", value: ref(recordBlock), must: true}}
}

func recordKeys() []keySpecification {
	var keys []keySpecification
	for _, field := range recordFields() {
		key := keySpecification{name: field, about: fieldAbout(field), must: slices.Contains(neededFields(), field)}
		switch fieldKind(field) {
		case ladderBlock:
			key.value = ref(ladderBlock)
			if field == "stages" {
				key.value = oneOf(ref(ladderBlock), list(oneOf(ref(rungBlock), ref(ladderBlock))))
			}
		case partyBlock, textBlock, ratingBlock:
			key.value = oneOf(text(), ref(fieldKind(field)))
		case codedBlock, dateBlock:
			key.value = oneOf(ref(fieldKind(field)), list(ref(fieldKind(field))))
		default:
			key.value = ref(fieldKind(field))
		}
		keys = append(keys, key)
	}
	return keys
}

// neededFields are those no complaint can do without.
func neededFields() []string { return []string{"platform", "opened_on", "issue", "outcome"} }

// recordFields are the keys of record: every field but the one that is part of
// another.
func recordFields() []string {
	return slices.DeleteFunc(fieldNames(), func(name string) bool { return name == "subissue" })
}

// fieldKind is the kind of block that fills a field.
func fieldKind(field string) blockKind {
	switch field {
	case "platform", "seller":
		return partyBlock
	case "opened_on", "responded_on", "closed_on":
		return dateBlock
	case "amount_claimed", "amount_recovered":
		return amountBlock
	case "stages", "actions":
		return ladderBlock
	case "category", "region", "age_band", "narrative", "currency", "associations":
		return textBlock
	case "rating":
		return ratingBlock
	}
	return codedBlock
}

// fieldAbout says what a field holds.
func fieldAbout(field string) string {
	if codes := vocabulary(field); codes != "" {
		return "Codes: " + codes + "."
	}
	switch field {
	case "platform":
		return "The business complained about."
	case "seller":
		return "The merchant inside a platform."
	case "narrative":
		return "Free text; always redacted."
	case "rating":
		return "1 to 5."
	case "currency":
		return "ISO 4217."
	}
	switch fieldKind(field) {
	case dateBlock:
		return "The publisher's local day, and the instant where a layout has a time of day."
	case amountBlock:
		return "A sum of money; needs a currency."
	case ladderBlock:
		return "A list of name@day."
	}
	return "The publisher's words."
}
