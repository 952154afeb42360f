-- Which complaints does a selection keep?
--
-- Grain: one row per complaint, every column of the record, everything (the same
-- for all), and the first days of the periods it was opened in (day, week, month,
-- quarter, year) as text. It stands in front of each query over the complaints of a selection, which reads FROM selected: so
-- there is one place that knows the filters. The engine reads only the columns
-- that the query after it names.
--
-- Parameters: release, source, from, to (half-open), and for each filter a list
-- of values (empty: no filter) and not_… (true: none of them).
WITH selected AS
(
    SELECT
        *,
        ''                                    AS everything,
        toString(opened_on)                   AS day,
        toString(toMonday(opened_on))         AS week,
        toString(toStartOfMonth(opened_on))   AS month,
        toString(toStartOfQuarter(opened_on)) AS quarter,
        toString(toStartOfYear(opened_on))    AS year
    FROM {release:Identifier}.complaints AS c
    WHERE source = {source:String}
      AND opened_on >= {from:Date}
      AND opened_on < {to:Date}
      AND (empty({platform:Array(String)})    OR (c.platform IN {platform:Array(String)}) != {not_platform:Bool})
      AND (empty({seller:Array(String)})      OR (ifNull(c.seller, '') IN {seller:Array(String)}) != {not_seller:Bool})
      AND (empty({issue:Array(String)})       OR (c.issue IN {issue:Array(String)}) != {not_issue:Bool})
      AND (empty({subissue:Array(String)})    OR (ifNull(c.subissue, '') IN {subissue:Array(String)}) != {not_subissue:Bool})
      AND (empty({category:Array(String)})    OR (ifNull(c.category, '') IN {category:Array(String)}) != {not_category:Bool})
      AND (empty({region:Array(String)})      OR (ifNull(c.region, '') IN {region:Array(String)}) != {not_region:Bool})
      AND (empty({channel:Array(String)})     OR (ifNull(c.channel, '') IN {channel:Array(String)}) != {not_channel:Bool})
      AND (empty({association:Array(String)}) OR hasAny(c.associations, {association:Array(String)}) != {not_association:Bool})
      AND (empty({remedy:Array(String)})      OR hasAny(c.remedies, {remedy:Array(String)}) != {not_remedy:Bool})
      AND (empty({evidence:Array(String)})    OR hasAny(c.evidence, {evidence:Array(String)}) != {not_evidence:Bool})
      AND (empty({stage:Array(String)})       OR hasAny(c.stage, {stage:Array(String)}) != {not_stage:Bool})
      AND (empty({outcome:Array(String)})     OR (if(c.status = 'open', 'open', c.outcome) IN {outcome:Array(String)}) != {not_outcome:Bool})
)
