-- What did each file of the newest loads do?
-- Grain: load_id × file; of a load that was judged again when it was released,
-- the last judgement. Parameters: database, oldest (the first load_id; the
-- newest loads are all those from there on).
SELECT load_id, path, sha256, read, accepted, duplicate, new, replaced, unchanged, outdated, removed, rejected,
    lost_characters, unread_sheets, left_out
FROM {database:Identifier}.load_files
WHERE load_id >= {oldest:UInt32}
ORDER BY load_id, file, judged_at DESC
LIMIT 1 BY load_id, file
