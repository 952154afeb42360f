-- Describe the source of the load, with what its complaints in the release say.
-- Parameters: release, source, title, country, url, licence, zone, basis, fields,
-- at (UTC, milliseconds).
INSERT INTO {release:Identifier}.sources
(source, title, country, url, licence, zone, outcome_basis, fields, complaints, first_opened, last_opened, loaded_at)
SELECT
    {source:String}, {title:Map(String, String)}, {country:String}, {url:String}, {licence:String}, {zone:String},
    {basis:String}, {fields:Array(String)},
    count(),
    if(count() = 0, NULL, min(opened_on)),
    if(count() = 0, NULL, max(opened_on)),
    toDateTime64({at:String}, 3, 'UTC')
FROM {release:Identifier}.complaints
WHERE source = {source:String}
