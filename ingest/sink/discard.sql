-- Refuse a held load for good.
-- Parameters: database, held (its number), why, at (UTC, milliseconds).
INSERT INTO {database:Identifier}.loads
SELECT * REPLACE (
    'refused' AS state,
    concat({why:String}, '; it was ', problem) AS problem,
    '' AS publisher,
    toDateTime64({at:String}, 3, 'UTC') AS finished_at,
    toDateTime64({at:String}, 6, 'UTC') AS updated_at)
FROM {database:Identifier}.loads FINAL
WHERE load_id = {held:UInt32}
