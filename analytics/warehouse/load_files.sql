-- What did each file of the newest loads do?
-- Grain: load_id × file. Parameters: database, oldest (the first load_id; the
-- newest loads are all those from there on).
SELECT load_id, path, sha256, read, accepted, duplicate, new, replaced, unchanged, rejected
FROM {database:Identifier}.load_files
WHERE load_id >= {oldest:UInt32}
ORDER BY load_id, file
