-- Which sources does a release hold, most complaints first?
-- Grain: one row per source. Parameters: release.
SELECT
    source, title, country, url, licence, zone, outcome_basis, fields,
    complaints, first_opened, last_opened, loaded_at
FROM {release:Identifier}.sources
ORDER BY complaints DESC, source
