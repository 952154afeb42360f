-- The files of a load with their books.
-- Grain: load_id × file, file counting from 1 in the order they were judged.
CREATE TABLE IF NOT EXISTS {database:Identifier}.load_files
(
    load_id   UInt32,
    file      UInt16,
    path      String,
    sha256    String,
    read      UInt64,
    accepted  UInt64,
    duplicate UInt64,
    new       UInt64,
    replaced  UInt64,
    unchanged UInt64,
    rejected  Map(LowCardinality(String), UInt64)
)
ENGINE = MergeTree
ORDER BY (load_id, file)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
