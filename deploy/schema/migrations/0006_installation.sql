-- The fingerprint of the key that the ids of this database were made with.
-- Grain: one row for ever: ids of two keys would be two identities of one complaint.
CREATE TABLE IF NOT EXISTS {database:Identifier}.installation
(
    key_fingerprint String,
    created_at      DateTime64(3, 'UTC')
)
ENGINE = MergeTree
ORDER BY created_at
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
