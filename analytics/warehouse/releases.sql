-- Which releases were published, newest first?
-- Grain: one row per release. Parameters: database, limit.
SELECT number, published_at
FROM {database:Identifier}.releases
ORDER BY number DESC
LIMIT {limit:UInt32}
