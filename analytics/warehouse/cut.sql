-- Up to which day does a source know what happened?
--
-- Grain: one row: the last day on which anything is recorded to have happened to a
-- complaint of the source, opened, responded or closed; NULL without complaints.
-- It is the data cut of everything that looks at ages: a complaint opened less than
-- 30 days before it has not had 30 days. Filters do not move it.
--
-- Parameters: release, source.
SELECT if(count() = 0, NULL, greatest(max(opened_on),
    ifNull(max(responded_on), toDate('1970-01-01')), ifNull(max(closed_on), toDate('1970-01-01')))) AS cut
FROM {release:Identifier}.complaints
WHERE source = {source:String}
