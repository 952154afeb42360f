-- What associations did to educate consumers.
-- Grain: origin × association × title × first day.
CREATE TABLE {release:Identifier}.campaigns
(
    origin   LowCardinality(String) COMMENT 'whose entry: builtin, or as named by the load',
    load_id  UInt32,
    file     UInt16 COMMENT '0: ships with the program',
    line     UInt32,
    identity UInt64 COMMENT 'of what the entry is about',
    digest   UInt64 COMMENT 'of all it says',

    association LowCardinality(String),
    title       Map(LowCardinality(String), String) COMMENT 'by language',
    first_day   Date COMMENT 'the first day it can have begun',
    last_day    Date COMMENT 'the last day it can have ended',
    first_precision LowCardinality(String),
    last_precision  LowCardinality(String),
    region     LowCardinality(Nullable(String)),
    issues     Array(LowCardinality(String)) COMMENT 'codes; empty: not said',
    all_issues Bool COMMENT 'every issue; issues then lists them',
    subissues  Array(LowCardinality(String)) COMMENT 'issue/finer',
    url        Nullable(String)
)
ENGINE = MergeTree
ORDER BY (origin, association, first_day, identity)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
