-- +goose Up
-- What was decided about a period as a whole: sign-offs, its closing and reopening.
CREATE TABLE period_event (
    seq        BIGSERIAL PRIMARY KEY,
    period     TEXT NOT NULL, -- as asked: 2018-Q2
    period_key TEXT NOT NULL,
    kind       TEXT NOT NULL CHECK (kind IN ('closed', 'reopened', 'signed')),
    step       TEXT NOT NULL, -- 初审, 复审 or 签发; empty if nothing is signed
    run_seq    BIGINT NOT NULL REFERENCES run (seq), -- the period's latest run then
    content    TEXT NOT NULL, -- SHA-256 of what the report said then
    name       TEXT NOT NULL, -- office or title of who decided
    reason     TEXT NOT NULL,
    at         TEXT NOT NULL, -- UTC, 2006-01-02T15:04:05.000Z
    digest     TEXT NOT NULL  -- SHA-256 over the digest of the event before, of whatever period, and this row
);
CREATE INDEX period_event_of_period ON period_event (period_key, seq);

CREATE TRIGGER period_event_only_grows BEFORE UPDATE OR DELETE ON period_event FOR EACH STATEMENT EXECUTE PROCEDURE only_grows();
CREATE TRIGGER period_event_not_emptied BEFORE TRUNCATE ON period_event FOR EACH STATEMENT EXECUTE PROCEDURE only_grows();
