-- Laws, rules and events that may show in complaint figures.
-- Grain: origin × id. A date is from first to last, the first and the last day it
-- can be; a precision of unknown goes with NULL.
CREATE TABLE {release:Identifier}.policies
(
    origin   LowCardinality(String) COMMENT 'whose entry: builtin, or as named by the load',
    load_id  UInt32,
    file     UInt16 COMMENT '0: ships with the program',
    line     UInt32,
    identity UInt64 COMMENT 'of what the entry is about',
    digest   UInt64 COMMENT 'of all it says',

    id           String,
    jurisdiction LowCardinality(String) COMMENT 'ISO 3166-1 alpha-2, or EU',
    kind         LowCardinality(String),
    series_break Bool COMMENT 'of the kind: figures before and after may not compare',
    title        Map(LowCardinality(String), String) COMMENT 'by language',
    body         Nullable(String) COMMENT 'who made it',
    in_force_first      Nullable(Date),
    in_force_last       Nullable(Date),
    in_force_precision  LowCardinality(String) COMMENT 'day, month, year, between, unknown',
    announced_first     Nullable(Date) COMMENT 'promulgated: not in force',
    announced_last      Nullable(Date),
    announced_precision LowCardinality(String),
    effect     Map(LowCardinality(String), String) COMMENT 'by language',
    issues     Array(LowCardinality(String)) COMMENT 'codes; empty: not said',
    all_issues Bool COMMENT 'every issue; issues then lists them',
    subissues  Array(LowCardinality(String)) COMMENT 'issue/finer',
    scope      Nullable(String) COMMENT 'part of the complaints it concerns, where not all',
    mark       LowCardinality(Nullable(String)) COMMENT 'V checked in a copy of the source, R recalled',
    src        Nullable(String),
    url        Nullable(String)
)
ENGINE = MergeTree
ORDER BY (origin, id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
