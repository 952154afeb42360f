-- Give every load that ended without a word its true end: one that says
-- "running", or a held one whose release was published.
-- Parameters: database, at (UTC, milliseconds).
INSERT INTO {database:Identifier}.loads
SELECT * REPLACE (
    if(published, 'published', 'interrupted') AS state,
    if(published, '', 'the load was interrupted; nothing of it was published') AS problem,
    '' AS publisher,
    toDateTime64({at:String}, 3, 'UTC') AS finished_at,
    toDateTime64({at:String}, 6, 'UTC') AS updated_at)
EXCEPT published
FROM
(
    SELECT *, load_id IN (SELECT arrayJoin(load_ids) FROM {database:Identifier}.releases) AS published
    FROM {database:Identifier}.loads FINAL
    WHERE state = 'running' OR (state = 'held' AND published)
)
