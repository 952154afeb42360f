-- How long did the complaints of a selection take, and how did they end?
--
-- Grain: one row per entity × issue × ending × whole days since opening, with at
-- least one complaint; every complaint of the selection is in one row. The entities
-- told apart are the {most} largest of those with {least} complaints, and those
-- named in {apart}; '' holds all others.
--
-- To close: an open complaint has its age at the data cut {cut} and the ending open;
-- a closed one without a closing day has the ending undated and 0 days. To
-- response: a complaint without a day of response has its age at the cut and the
-- ending open, closed or not. Days beyond {daily} are rounded up to whole weeks
-- after it, and what ended after more than {longest} has the ending later at {longest}: so there
-- are at most (most + apart + 1) × issues × endings × (daily + (longest − daily) ÷ 7 + 2) rows.
--
-- Parameters: those of selected.sql, dimension (everything, platform, seller, issue,
-- subissue, region), response (whether the clock is that of the response), cut,
-- least, most, apart, daily, longest.
, largest AS
(
    SELECT key
    FROM (SELECT ifNull(toString({dimension:Identifier}), '') AS key FROM selected)
    WHERE key != ''
    GROUP BY key
    HAVING count() >= {least:UInt64}
    ORDER BY count() DESC, key
    LIMIT {most:UInt64}
)
SELECT
    if(name IN (SELECT key FROM largest) OR has({apart:Array(String)}, name), name, '')   AS key,
    issue,
    if(lasted > {longest:Int32} AND ending != 'open', 'later', ending)                    AS ended,
    toInt32(multiIf(ending = 'undated', 0,
        lasted > {longest:Int32}, {longest:Int32},
        lasted <= {daily:Int32}, lasted,
        least({longest:Int32}, {daily:Int32} + 7 * intDiv(lasted - {daily:Int32} + 6, 7)))) AS days,
    count()                                                                               AS complaints
FROM
(
    SELECT
        ifNull(toString({dimension:Identifier}), '')  AS name,
        toString(selected.issue)                      AS issue,
        multiIf(
            {response:Bool}, if(responded_on IS NULL, 'open', 'responded'),
            status = 'open', 'open',
            closed_on IS NULL, 'undated',
            outcome IN ('resolved', 'unresolved', 'withdrawn'), toString(outcome),
            'otherwise')                              AS ending,
        toInt32(multiIf(
            ending = 'open', {cut:Date},
            {response:Bool}, assumeNotNull(responded_on),
            ending = 'undated', opened_on,
            assumeNotNull(closed_on)) - opened_on)    AS lasted
    FROM selected
)
GROUP BY key, issue, ended, days
ORDER BY key, issue, ended, days
