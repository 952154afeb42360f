-- Which release is served?
-- Grain: one row, or none before the first release. Parameters: database.
SELECT number, published_at
FROM {database:Identifier}.releases
ORDER BY number DESC
LIMIT 1
