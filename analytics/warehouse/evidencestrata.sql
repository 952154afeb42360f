-- How did the judged complaints of a selection end, with and without evidence,
-- among complaints of the same kind?
--
-- Grain: one row per stratum: issue × platform × band of the amount claimed, with
-- at least one judged complaint. Denominators: rated = resolved + unresolved
-- complaints; with_rated[i] are those of them that come with all kinds of the i-th
-- set, and perhaps more. Those without are the rest.
--
-- Platforms with fewer than {least} rated complaints in the selection share
-- platform ''. Bands go by powers of ten of the amount in its own currency, named
-- by the currency and the lowest amount; '' is an amount nobody says. There are at
-- most issues × (rated ÷ least + 1) × bands rows.
--
-- Parameters: those of selected.sql, kinds (see evidencesets.sql), sets (numbers as
-- there) and least.
, cells AS
(
    SELECT
        issue_, platform_, band,
        sum(n)                                                                                AS rated_,
        sum(n_resolved)                                                                       AS resolved_,
        sumForEach(arrayMap(s -> if(bitAnd(kinds_, s) = s, n, 0), {sets:Array(UInt64)}))          AS with_rated_,
        sumForEach(arrayMap(s -> if(bitAnd(kinds_, s) = s, n_resolved, 0), {sets:Array(UInt64)})) AS with_resolved_
    FROM
    (
        -- Counted by the list first: there are far fewer of them than complaints.
        SELECT
            issue_, platform_, band, n, n_resolved,
            arraySum((kind, i) -> if(has(evidence, kind), bitShiftLeft(toUInt64(1), i - 1), 0),
                {kinds:Array(String)}, arrayEnumerate({kinds:Array(String)})) AS kinds_
        FROM
        (
            SELECT
                toString(selected.issue)       AS issue_,
                toString(selected.platform)    AS platform_,
                if(amount_claimed IS NULL, '', concat(ifNull(toString(currency), ''), ' ',
                    multiIf(amount_claimed < 100, '0', amount_claimed < 1000, '100', amount_claimed < 10000, '1000',
                        amount_claimed < 100000, '10000', '100000'))) AS band,
                evidence,
                count()                        AS n,
                countIf(outcome = 'resolved')  AS n_resolved
            FROM selected
            WHERE status = 'closed' AND outcome IN ('resolved', 'unresolved')
            GROUP BY issue_, platform_, band, evidence
        )
    )
    GROUP BY issue_, platform_, band
)
SELECT
    issue_                                                  AS issue,
    if(of_platform < {least:UInt64}, '', platform_)         AS platform,
    band,
    sum(rated_)                                             AS rated,
    sum(resolved_)                                          AS resolved,
    sumForEach(with_rated_)                                 AS with_rated,
    sumForEach(with_resolved_)                              AS with_resolved
FROM (SELECT *, sum(rated_) OVER (PARTITION BY platform_) AS of_platform FROM cells)
GROUP BY issue, platform, band
ORDER BY issue, platform, band
