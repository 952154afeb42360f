-- Remember the complaints of the release that the load removes.
-- Parameters: database, gone, source, load_id.
INSERT INTO {database:Identifier}.removals
SELECT {source:String}, id, version, {load_id:UInt32}, file
FROM {database:Identifier}.{gone:Identifier}
WHERE known
