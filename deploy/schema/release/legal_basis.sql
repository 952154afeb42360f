-- The articles that may apply to a kind of complaint. None says that it was breached.
-- Grain: origin × issue × subissue × ref.
CREATE TABLE {release:Identifier}.legal_basis
(
    origin   LowCardinality(String) COMMENT 'whose entry: builtin, or as named by the load',
    load_id  UInt32,
    file     UInt16 COMMENT '0: ships with the program',
    line     UInt32,
    identity UInt64 COMMENT 'of what the entry is about',
    digest   UInt64 COMMENT 'of all it says',

    issue    LowCardinality(String) COMMENT 'code, or all',
    subissue LowCardinality(Nullable(String)),
    ref      String COMMENT 'LAW#article(paragraph)(item)',
    law      LowCardinality(String),
    law_name Map(LowCardinality(String), String) COMMENT 'by language',
    law_version            Nullable(String),
    law_in_force_first     Nullable(Date),
    law_in_force_last      Nullable(Date),
    law_in_force_precision LowCardinality(String),
    text     Map(LowCardinality(String), String) COMMENT 'a paraphrase by language',
    binds    Array(LowCardinality(String)),
    mark     LowCardinality(Nullable(String)) COMMENT 'V checked in a copy of the source, R recalled',
    src      Nullable(String),
    url      Nullable(String)
)
ENGINE = MergeTree
ORDER BY (origin, issue, ref, identity)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
