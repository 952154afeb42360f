// Package register reads the side registers: what must be known beside the
// complaints to read them rightly. It turns files into records and judges them;
// sink puts them into a release.
//
// Its one rule is that of the complaints: the books balance, and a row that
// cannot be a record is rejected by file, line, column and reason, never by its
// value.
//
// # Registers
//
//	policies     laws, rules and events, with the day they came into force
//	legal_basis  the articles that may apply to a kind of complaint
//	coverage     media reports about a platform
//	campaigns    what associations did to educate consumers
//	exposure     how much business a platform does in a period, for rates per size
//	platforms    aliases, groups and renames of platforms
//
// A load of a register replaces all that the same origin said before: its files
// together are the whole. Of several rows with one identity the last wins, the
// others count as duplicates. Policies and legal basis ship with the program, as
// origin "builtin".
//
// # Files
//
// A file is a table of any kind that package tabular reads, with a header, or
// YAML (.yaml, .yml): a list of entries under the register's code. Columns stand
// in any order. Their names, with another name in brackets, are told apart
// without regard to case, spaces, - and _; * marks those that must be filled.
//
//	policies     id* (编号), jurisdiction* (法域: CN, BR, EU, US …), kind* (类别: law rule interpretation guidance procedure
//	             channel disclosure taxonomy), title_zh (中文名称), title_en (英文名称), body (发布机关), in_force (施行日期),
//	             announced (公布日期), effect_zh (中文说明), effect_en (英文说明), issues* (问题类型), scope (范围), mark (核实: V or R),
//	             src (来源), url (网址); one of the titles must be there
//	legal_basis  issues* (问题类型: one, or all), ref* (条款: LAW#article), law_zh (法律名称), law_en (法律英文名称), law_version (版本),
//	             law_in_force (施行日期), zh (中文说明), en (英文说明), binds* (义务主体: platform seller both regulator association
//	             carrier ad_publisher endorser), mark, src, url; one of zh and en must be there
//	coverage     platform* (平台), day* (日期), outlet* (媒体), title* (标题), url (网址), issues (问题类型)
//	campaigns    association* (协会), title_zh (中文名称), title_en (英文名称), from* (开始日期), to (结束日期), region (地区),
//	             issues (问题类型), url (网址); one of the titles must be there
//	exposure     platform* (平台), from* (开始日期), to (结束日期), measure* (指标: orders accounts active_users visits revenue),
//	             value* (数值), currency (币种, with revenue), src (来源), url (网址)
//	platforms    kind* (类别: alias group rename), source (数据源; blank or * for all), platform* (平台), canonical (归入平台, of an
//	             alias), group (集团, of a group), name (新名称, of a rename), from (生效日期, of a rename)
//
// A platform is written as its key (cnpj:47960950) or as its name; group: before
// a name means a group. Lists are separated by ; , 、 or |. Issues are the codes
// of package complaint, issue/finer for a sub-issue, Chinese or English words for
// them (see issueWords), or all; the other vocabularies have Chinese words too
// (codeWords). A day may be as coarse as it is known: 2023,
// 2023-08, 2023-08-24, or 2026-01/2026-02 for somewhen between; it is never made
// finer. A period's blank "to" is the end of its "from".
//
// In YAML, title, effect, law and text may be mappings with zh and en, and lists are
// lists. Beside the entries a file may hold "laws" (by key, for legal_basis) and
// "sources" (by code): a code in src stands for the text given there.
package register

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"redress/ingest"
)

// The codes of the registers, which are also the names of their tables; those
// of platforms are in platform_links.
const (
	Policies   = "policies"
	LegalBases = "legal_basis"
	Coverages  = "coverage"
	Campaigns  = "campaigns"
	Exposures  = "exposure"
	Platforms  = "platforms"
)

// DefaultOrigin is the origin of a register's files where nobody names another.
const DefaultOrigin = "local"

// Limits are those of a register nobody sets others for: registers are small and
// made by hand, so that one bad row weighs more than in a file of complaints.
func Limits() ingest.Limits { return ingest.Limits{Rejects: 0.05, Shrink: 0.5} }

// Codes lists the registers.
func Codes() []string {
	return []string{Policies, LegalBases, Coverages, Campaigns, Exposures, Platforms}
}

// A Register is what one origin says in one register, read whole.
type Register struct {
	Code   string
	Origin string
	Rows   []Row // the last of each identity, in the order of the files
	// Files are the books as far as reading can write them: read, accepted,
	// duplicate, rejected. New, replaced and unchanged are for the sink to judge.
	Files    []ingest.FileReport
	Rejects  []Reject
	Unmapped map[string]map[string]int64 // columns no register has, with the rows that fill them
}

// A Row is one accepted record with its place.
type Row struct {
	File     int // number of the file, from 1; 0 for what ships with the program
	Line     int
	Identity uint64 // of what the record is about: a later row of the same replaces it
	Digest   uint64 // of everything it says
	Record   any    // Policy, LegalBasis, Coverage, Campaign, Exposure or Link
}

// A Reject is one rejected row and the number of its file, from 1.
type Reject struct {
	File int
	Row  ingest.RowError
}

// Digest is one digest of everything the register says, in hex. Two registers
// of the same digest are the same, whatever files they came from.
func (r *Register) Digest() string {
	digests := make([]uint64, 0, len(r.Rows))
	for _, row := range r.Rows {
		digests = append(digests, row.Digest)
	}
	slices.Sort(digests) // the order of rows says nothing
	h := sha256.New()
	for _, d := range digests {
		h.Write(binary.BigEndian.AppendUint64(nil, d))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Records are the records of one type, in order.
func Records[T any](r *Register) []T {
	var out []T
	for _, row := range r.Rows {
		if record, ok := row.Record.(T); ok {
			out = append(out, record)
		}
	}
	return out
}

// rowOf makes a row of a record; identity is what tells it from others.
func rowOf(file, line int, record any, identity ...string) (Row, error) {
	text, err := json.Marshal(record)
	if err != nil {
		return Row{}, fmt.Errorf("digest a record: %w", err)
	}
	return Row{File: file, Line: line, Identity: shortHash(strings.Join(identity, "\x00")), Digest: shortHash(string(text)),
		Record: record}, nil
}

func shortHash(s string) uint64 {
	sum := sha256.Sum256([]byte(s))
	return binary.BigEndian.Uint64(sum[:])
}
