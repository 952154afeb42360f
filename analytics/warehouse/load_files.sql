-- What did each file of some loads do?
-- Grain: load_id × file. Parameters: database, load_ids.
SELECT load_id, path, sha256, read, accepted, duplicate, new, replaced, unchanged, rejected
FROM {database:Identifier}.load_files
WHERE load_id IN {load_ids:Array(UInt32)}
ORDER BY load_id, file
