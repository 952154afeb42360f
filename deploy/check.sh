#!/usr/bin/env bash
# Checks everything: form, faults that tools find, the build, and all tests.
#
#   bash deploy/check.sh
#
# It needs Go, Node and npm. What else is missing on a Debian (a C compiler for
# the race detector, Chromium and Chinese fonts for the pages, shellcheck) it
# installs. The browser libraries and the database engine are fetched by the
# tests themselves, from the package lists in deploy/assets. Tools for checking
# are pinned below and built into a cache beside Go's own, never into the module.
#
# One step after the other, also after a fault, so that one run shows them all.
# It exits with 0 only if every step passed.
#
# shellcheck disable=SC2317 # step calls the functions by name
set -euo pipefail

readonly golangci=github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
readonly govulncheck=golang.org/x/vuln/cmd/govulncheck@v1.9.0
readonly fuzz_time=3s
readonly fuzz_long=${FUZZ_LONG:-60s} # for the targets whose input comes from strangers
readonly fuzz_longer=(./ingest/tabular:FuzzReader ./ingest/mapping:FuzzMap ./ingest/mapping:FuzzDates
	./ingest/anonymise:FuzzRedact ./ingest/fetch:FuzzOpen)
readonly test_timeout=20m # per package
readonly slow_packages=(./cmd/redress ./ingest/sink) # begun first, so that neither is left alone at the end
# Simulations compute for long in one thread: the race detector would only slow them.
readonly simulations='^Test(NullAlertsStayInBudget|NothingIsCalledWhereNothingHappened|AlertsFindWhatChanges|MissingOutcomesAgainstBruteForce|LeagueOfFlatTrendsFlagsNobody)$'
readonly not_possible=77 # what a step returns that could not be done here

cd "$(dirname "${BASH_SOURCE[0]}")/.."
exec </dev/null

passed=0
failed=()
left_out=()

# say prints one sentence about what follows.
say() { printf '   %s\n' "$*"; }

# step TITLE COMMAND... runs one step and notes how it ended. Commands are
# functions below; inside them set -e does not hold, so each joins its own with &&
# or returns.
step() {
	local title=$1 begun=$SECONDS status=0 end=ok
	shift
	printf '\n== %s\n' "$title"
	"$@" || status=$?
	case $status in
	0) passed=$((passed + 1)) ;;
	"$not_possible") left_out+=("$title") end='left out' ;;
	*) failed+=("$title") end=FAILED ;;
	esac
	printf '== %s: %s, %d s\n' "$title" "$end" $((SECONDS - begun))
}

# quietly runs a command and shows what it printed only if it failed.
quietly() {
	local output status=0
	output=$("$@" 2>&1) || status=$?
	[ "$status" -eq 0 ] || printf '%s\n' "$output"
	return "$status"
}

as_root() {
	if [ "$(id -u)" -eq 0 ]; then
		"$@"
	else
		sudo -n "$@"
	fi
}

can_be_root() { [ "$(id -u)" -eq 0 ] || { command -v sudo >/dev/null && sudo -n true 2>/dev/null; }; }

can_compile_c() { echo '#include <stdlib.h>' | gcc -fsyntax-only -x c - 2>/dev/null; }

# missing_packages lists the Debian packages whose content is not there, however
# it may have come.
missing_packages() {
	can_compile_c || echo gcc libc6-dev
	command -v git >/dev/null || echo git
	command -v shellcheck >/dev/null || echo shellcheck
	command -v chromium >/dev/null || echo chromium
	[ -n "$(fc-list :lang=zh 2>/dev/null | head -n 1)" ] || echo fontconfig fonts-noto-cjk
	[ -e /etc/ssl/certs/ca-certificates.crt ] || echo ca-certificates
}

provision() {
	local name packages
	for name in go node npm; do
		if ! command -v "$name" >/dev/null; then
			say "$name is missing; install Go $(sed -n 's/^go //p' go.mod) or later and Node 20 or later, with npm."
			return 1
		fi
	done
	mapfile -t packages < <(missing_packages | tr ' ' '\n')
	if [ "${#packages[@]}" -gt 0 ]; then
		if ! command -v apt-get >/dev/null; then
			say "Missing: ${packages[*]}. This is not a Debian; install what these packages hold."
			return 1
		fi
		if ! can_be_root; then
			say "Missing: ${packages[*]}. Neither root nor sudo without a password: apt-get install ${packages[*]}"
			return 1
		fi
		say "installing ${packages[*]}"
		quietly as_root apt-get update &&
			quietly as_root env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends \
				"${packages[@]}" || return
	fi
	say "$(go version), Node $(node --version), $(chromium --version 2>/dev/null)"
	quietly go mod download
}

# tool MODULE@VERSION builds a checking tool, once per version of it and of Go.
tool() {
	local place
	place=$tools/$(go env GOVERSION)/${1//\//_}
	if [ ! -x "$place/$(tool_name "$1")" ]; then
		say "building $1"
		GOBIN=$place GOFLAGS='' quietly go install "$1" || return
	fi
	tool_path=$place/$(tool_name "$1")
}

tool_name() { basename "${1%@*}"; }

check_format() {
	local unformatted
	unformatted=$(gofmt -l .) || return
	if [ -n "$unformatted" ]; then
		printf 'not formatted:\n%s\n' "$unformatted"
		return 1
	fi
}

check_modules() { quietly go mod verify && go mod tidy -diff; }

check_scripts() {
	local scripts
	mapfile -t scripts < <(find . -name .git -prune -o -name node_modules -prune -o -name '*.sh' -print)
	shellcheck .ci/run "${scripts[@]}"
}

check_lint() { tool "$golangci" && "$tool_path" run ./...; }

# check_vulnerabilities looks up the modules in the Go vulnerability database,
# where that can be reached.
check_vulnerabilities() {
	local database=${GOVULNDB:-https://vuln.go.dev}
	if ! node -e 'fetch(process.argv[1] + "/index/db.json", {signal: AbortSignal.timeout(10000)})
		.then(answer => process.exit(answer.ok ? 0 : 1), () => process.exit(1))' "$database"; then
		say "$database cannot be reached from here."
		return "$not_possible"
	fi
	tool "$govulncheck" && "$tool_path" ./...
}

# check_build builds the program as it is released, without a C compiler, and
# lets it say what it is.
check_build() {
	go build -o "$work/redress" ./cmd/redress &&
		quietly "$work/redress" --help &&
		say "$(du -h "$work/redress" | cut -f 1) $(go env GOOS)/$(go env GOARCH)"
}

# fuzz FOLDER TARGET TIME [WORKERS] fuzzes one target. An interesting input is minimised a
# few times only, or that would take up the whole time. Up to Go 1.26 the fuzzer now
# and then takes the end of its own time for a fault of the target (golang/go issue
# 75804). That leaves this one line and no input behind; a real fault names its
# file and line, and the input.
fuzz() {
	local output
	output=$(go test -run '^$' -fuzz "^$2\$" -fuzztime "$3" -fuzzminimizetime 5x -parallel "${4:-2}" "$1" 2>&1) && return
	if grep -qx '    context deadline exceeded' <<<"$output" && ! grep -q 'Failing input' <<<"$output"; then
		return 0
	fi
	printf '%s\n' "$output"
	return 1
}

# is_fuzzed_long FOLDER TARGET says whether a target is one of fuzz_longer.
is_fuzzed_long() { [[ " ${fuzz_longer[*]} " == *" $1:$2 "* ]]; }

# fuzz_for_long fuzzes the targets of fuzz_longer, two beside each other.
fuzz_for_long() {
	local i=0 each job status=0 beside=()
	for each in "${fuzz_longer[@]}"; do
		say "${each%:*} ${each##*:} $fuzz_long"
		fuzz "${each%:*}" "${each##*:}" "$fuzz_long" 1 &
		beside+=($!)
		i=$((i + 1))
		if [ $((i % 2)) -eq 0 ] || [ "$i" -eq "${#fuzz_longer[@]}" ]; then
			for job in "${beside[@]}"; do wait "$job" || status=1; done
			beside=()
		fi
	done
	return "$status"
}

# check_fuzz runs every fuzz target. An input that breaks one stays
# in its package's testdata/fuzz: commit it with the mend.
check_fuzz() {
	local folders names folder name long=0 status=0
	mapfile -t folders < <(grep -rl --include='*_test.go' '^func Fuzz' . | xargs -r -n 1 dirname | sort -u)
	for folder in "${folders[@]}"; do
		mapfile -t names < <(go test -list '^Fuzz' "$folder" | grep '^Fuzz')
		[ "${#names[@]}" -gt 0 ] || { say "$folder does not say which targets it has"; status=1; }
		for name in "${names[@]}"; do
			if is_fuzzed_long "$folder" "$name"; then
				long=$((long + 1))
				continue
			fi
			say "$folder $name $fuzz_time"
			fuzz "$folder" "$name" "$fuzz_time" || status=1
		done
	done
	[ "$long" -eq "${#fuzz_longer[@]}" ] || { say 'a target to be fuzzed for long does not exist'; status=1; }
	fuzz_for_long || status=1
	return "$status"
}

# check_numbers tests the statistics, which are functions of numbers without anything
# that runs beside them, and the answers with all their simulations.
check_numbers() { go test -count=1 -timeout "$test_timeout" ./analytics ./analytics/stat/...; }

# check_tests runs all other tests, and those of the answers again but for the
# simulations. The engine writes through to disk, hundreds of times
# a second in tests that break loads off; where there is memory to spare, that
# disk is memory.
check_tests() {
	local place=${TMPDIR:-/tmp} free packages
	free=$(df --output=avail -k /dev/shm 2>/dev/null | tail -n 1)
	if [ "${free:-0}" -gt 8000000 ]; then
		place=$(mktemp -d -p /dev/shm)
		memory=$place
	fi
	mapfile -t packages < <(go list ./... | grep -v '/analytics/stat')
	TMPDIR=$place CGO_ENABLED=1 go test -race -count=1 -timeout "$test_timeout" -skip "$simulations" "${slow_packages[@]}" "${packages[@]}"
}

summary() {
	printf '\ncheck: %d steps passed, %d failed%s%s, %d s\n' "$passed" "${#failed[@]}" \
		"${failed[*]:+ ($(printf '%s; ' "${failed[@]}" | sed 's/; $//'))}" \
		"${left_out[*]:+, left out: ${left_out[*]}}" "$SECONDS"
	[ "${#failed[@]}" -eq 0 ]
}

main() {
	work=$(mktemp -d)
	memory=''
	trap 'rm -rf "$work" ${memory:+"$memory"}' EXIT
	# Go and npm keep their caches below HOME, and some machines have none.
	export HOME="${HOME:-${TMPDIR:-/tmp}/redress-check-$UID}"
	# A checkout that belongs to another user is no reason to fail.
	export GOFLAGS="${GOFLAGS:-} -buildvcs=false"
	# As released, and so that steps share what is compiled; only the race detector
	# needs C.
	export CGO_ENABLED=0

	step 'what is needed' provision
	if [ "${#failed[@]}" -gt 0 ]; then
		summary
		exit 1
	fi
	tools=$(go env GOCACHE)/redress-tools

	step 'gofmt' check_format
	step 'go.mod and go.sum' check_modules
	step 'go vet' go vet ./...
	step 'shellcheck' check_scripts
	step 'golangci-lint' check_lint
	step 'known vulnerabilities' check_vulnerabilities
	step 'build' check_build
	step 'fuzz targets' check_fuzz
	step 'statistics and simulations' check_numbers
	step 'tests, with the race detector' check_tests
	summary
	exit
}

# In one piece and left from inside, so that the file may change while it runs.
main
