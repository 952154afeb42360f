-- What does the ledger say of one load?
-- Grain: one row, of an empty state where there is no such load.
-- Parameters: database, load_id.
SELECT
    any(state), any(source), any(publisher), any(started_at), any(slot), any(unmapped),
    any(problem), any(read), any(accepted), any(duplicate), any(new), any(replaced), any(unchanged), any(outdated), any(removed), any(rejected),
    any(breaches.gate), any(breaches.subject), any(breaches.measured), any(breaches.allowed), any(breaches.rows)
FROM
(
    SELECT *
    FROM {database:Identifier}.loads FINAL
    WHERE load_id = {load_id:UInt32}
)
