-- +goose Up
-- Contents, what was read from them, when runs were made and what they printed.

-- A run's time (UTC, RFC 3339), and the hash chain: SHA-256 over the chain of the run
-- before, this run's digest and its time. Runs made before this step have neither.
ALTER TABLE run ADD COLUMN at TEXT;
ALTER TABLE run ADD COLUMN chain TEXT;

-- Bytes that were received or printed, by their hash. Where the ledger is a file they
-- lie in the folder archive beside it, and here only in a copy of the whole.
CREATE TABLE content (
    sha256 TEXT PRIMARY KEY,
    data   BYTEA NOT NULL
);

-- What one file said to one version of forms, rules, plan and program, before it was
-- judged. It can always be read again from its content.
CREATE TABLE reading (
    id       BIGSERIAL PRIMARY KEY,
    period   TEXT NOT NULL, -- as asked: 2018-Q2
    file     TEXT NOT NULL,
    sha256   TEXT NOT NULL,
    versions TEXT NOT NULL, -- hash of all that reading depends on
    digest   TEXT NOT NULL, -- SHA-256 of body
    body     BYTEA NOT NULL,
    UNIQUE (period, file, sha256, versions)
);

-- One set of printed files of a run; the chain goes on over all publications.
CREATE TABLE publication (
    id      BIGSERIAL PRIMARY KEY,
    run_seq BIGINT NOT NULL REFERENCES run (seq),
    at      TEXT NOT NULL, -- empty if not known
    chain   TEXT NOT NULL
);
CREATE INDEX publication_of_run ON publication (run_seq, id);

CREATE TABLE publication_file (
    publication_id BIGINT NOT NULL REFERENCES publication (id),
    position       BIGINT NOT NULL,
    name           TEXT NOT NULL,
    sha256         TEXT NOT NULL,
    PRIMARY KEY (publication_id, position)
);

-- Work in hand: which process takes in which file, and until when that holds. The
-- only table whose rows change; it is no history.
CREATE TABLE claim (
    id       BIGSERIAL PRIMARY KEY,
    period   TEXT NOT NULL,
    file     TEXT NOT NULL,
    sha256   TEXT NOT NULL,
    versions TEXT NOT NULL,
    worker   TEXT NOT NULL, -- empty: nobody's
    expires  TEXT NOT NULL, -- UTC, 2006-01-02T15:04:05.000Z
    done     BIGINT NOT NULL CHECK (done IN (0, 1)),
    UNIQUE (period, file, sha256, versions)
);

CREATE TRIGGER content_only_grows BEFORE UPDATE OR DELETE ON content FOR EACH STATEMENT EXECUTE PROCEDURE only_grows();
CREATE TRIGGER content_not_emptied BEFORE TRUNCATE ON content FOR EACH STATEMENT EXECUTE PROCEDURE only_grows();
CREATE TRIGGER reading_only_grows BEFORE UPDATE OR DELETE ON reading FOR EACH STATEMENT EXECUTE PROCEDURE only_grows();
CREATE TRIGGER reading_not_emptied BEFORE TRUNCATE ON reading FOR EACH STATEMENT EXECUTE PROCEDURE only_grows();
CREATE TRIGGER publication_only_grows BEFORE UPDATE OR DELETE ON publication FOR EACH STATEMENT EXECUTE PROCEDURE only_grows();
CREATE TRIGGER publication_not_emptied BEFORE TRUNCATE ON publication FOR EACH STATEMENT EXECUTE PROCEDURE only_grows();
CREATE TRIGGER publication_file_only_grows BEFORE UPDATE OR DELETE ON publication_file FOR EACH STATEMENT EXECUTE PROCEDURE only_grows();
CREATE TRIGGER publication_file_not_emptied BEFORE TRUNCATE ON publication_file FOR EACH STATEMENT EXECUTE PROCEDURE only_grows();
