-- Give every load that still says "running" its true end.
-- Parameters: database, at (UTC, milliseconds).
INSERT INTO {database:Identifier}.loads
SELECT * REPLACE (
    if(published, 'published', 'interrupted') AS state,
    if(published, '', 'the load was interrupted; nothing of it was published') AS problem,
    toDateTime64({at:String}, 3, 'UTC') AS finished_at,
    toDateTime64({at:String}, 6, 'UTC') AS updated_at)
EXCEPT published
FROM
(
    SELECT *, load_id IN (SELECT arrayJoin(load_ids) FROM {database:Identifier}.releases) AS published
    FROM {database:Identifier}.loads FINAL
    WHERE state = 'running'
)
