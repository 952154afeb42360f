-- Media reports about a platform.
-- Grain: origin × report × platform.
CREATE TABLE {release:Identifier}.coverage
(
    origin   LowCardinality(String) COMMENT 'whose entry: builtin, or as named by the load',
    load_id  UInt32,
    file     UInt16 COMMENT '0: ships with the program',
    line     UInt32,
    identity UInt64 COMMENT 'of what the entry is about',
    digest   UInt64 COMMENT 'of all it says',

    platform       LowCardinality(String) COMMENT 'key after aliases of any source',
    platform_given LowCardinality(String),
    day     Date,
    outlet  LowCardinality(String),
    title   String,
    url     Nullable(String),
    issues     Array(LowCardinality(String)) COMMENT 'codes; empty: not said',
    all_issues Bool COMMENT 'every issue; issues then lists them',
    subissues  Array(LowCardinality(String)) COMMENT 'issue/finer'
)
ENGINE = MergeTree
ORDER BY (origin, platform, day, identity)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
