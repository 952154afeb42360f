-- Which side registers a release holds, and since which load.
-- Grain: register × origin.
CREATE TABLE {release:Identifier}.registers
(
    register  LowCardinality(String) COMMENT 'policies, legal_basis, coverage, campaigns, exposure, platforms',
    origin    LowCardinality(String),
    digest    String COMMENT 'of all entries, hex',
    rows      UInt64,
    load_id   UInt32,
    loaded_at DateTime64(3, 'UTC')
)
ENGINE = MergeTree
ORDER BY (register, origin)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
