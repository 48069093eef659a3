-- Removes records that have ended, at most 1,000. Those in use by others are left for the next time.
--
-- By the time of the statement, because the index can be searched for that and not for a clock that goes on.
DELETE FROM hookseal_dedup
WHERE ctid = ANY (ARRAY(
    SELECT ctid FROM hookseal_dedup
    WHERE expires_at <= statement_timestamp()
    LIMIT 1000
    FOR UPDATE SKIP LOCKED
))
