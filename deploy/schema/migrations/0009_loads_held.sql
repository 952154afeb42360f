-- What a load that runs, or is held back, says beside its books.
--
-- slot is the instant of the timetable it was due at, NULL for a load that
-- somebody asked for. rows_so_far to file_now are the progress of a running
-- load, the bytes those of the file being read; holder is who runs it. breaches
-- are the limits it was over: of a held load why it waits, of a published one
-- what somebody has looked at. publisher is what the declaration of a held load
-- said (JSON), so that it is released as it was read.
ALTER TABLE {database:Identifier}.loads
    ADD COLUMN IF NOT EXISTS slot Nullable(DateTime64(3, 'UTC')),
    ADD COLUMN IF NOT EXISTS rows_so_far UInt64,
    ADD COLUMN IF NOT EXISTS bytes_done UInt64,
    ADD COLUMN IF NOT EXISTS bytes_total UInt64 COMMENT '0 unknown',
    ADD COLUMN IF NOT EXISTS file_now String,
    ADD COLUMN IF NOT EXISTS holder String,
    ADD COLUMN IF NOT EXISTS `breaches.gate` Array(LowCardinality(String)),
    ADD COLUMN IF NOT EXISTS `breaches.subject` Array(String),
    ADD COLUMN IF NOT EXISTS `breaches.measured` Array(Float64),
    ADD COLUMN IF NOT EXISTS `breaches.allowed` Array(Float64),
    ADD COLUMN IF NOT EXISTS `breaches.rows` Array(UInt64),
    ADD COLUMN IF NOT EXISTS publisher String
