-- One row per state of a load; the newest row of a load is the one that holds.
-- Grain: load_id. state: running, published, unchanged, refused, failed, interrupted.
CREATE TABLE IF NOT EXISTS {database:Identifier}.loads
(
    load_id     UInt32,
    source      LowCardinality(String),
    state       LowCardinality(String),
    problem     String,
    release     UInt32,
    started_at  DateTime64(3, 'UTC'),
    finished_at Nullable(DateTime64(3, 'UTC')),
    updated_at  DateTime64(6, 'UTC'),
    read        UInt64,
    accepted    UInt64,
    duplicate   UInt64,
    new         UInt64,
    replaced    UInt64,
    unchanged   UInt64,
    removed     UInt64,
    rejected    Map(LowCardinality(String), UInt64),
    unmapped    Map(LowCardinality(String), Map(String, UInt64))
)
ENGINE = ReplacingMergeTree(updated_at)
ORDER BY load_id
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
