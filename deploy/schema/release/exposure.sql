-- How much business a platform did in a period, for rates per size.
-- Grain: origin × platform × period × measure × currency.
CREATE TABLE {release:Identifier}.exposure
(
    origin   LowCardinality(String) COMMENT 'whose entry: builtin, or as named by the load',
    load_id  UInt32,
    file     UInt16 COMMENT '0: ships with the program',
    line     UInt32,
    identity UInt64 COMMENT 'of what the entry is about',
    digest   UInt64 COMMENT 'of all it says',

    platform       LowCardinality(String) COMMENT 'key after aliases of any source',
    platform_given LowCardinality(String),
    first_day      Date,
    last_day       Date,
    measure        LowCardinality(String) COMMENT 'orders, accounts, active_users, visits, revenue',
    value          Decimal(18, 2),
    currency       LowCardinality(Nullable(String)) COMMENT 'of revenue',
    src            Nullable(String),
    url            Nullable(String)
)
ENGINE = MergeTree
ORDER BY (origin, platform, measure, first_day, identity)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
