-- The complaints of one release: the newest state of each.
-- Grain: source × id. Columns: those of history.
CREATE TABLE {release:Identifier}.complaints
ENGINE = MergeTree
PARTITION BY (source, toYear(opened_on))
ORDER BY (source, platform, issue, opened_on, id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1
EMPTY AS SELECT * FROM {database:Identifier}.history
