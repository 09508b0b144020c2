-- +goose Up
-- What printed files were made from, and what the rules last said of a file.

-- What a set of files was printed from besides the history: name → SHA-256 of the
-- content. The chain of publications covers it. Earlier sets have none.
CREATE TABLE publication_source (
    publication_id BIGINT NOT NULL REFERENCES publication (id),
    position       BIGINT NOT NULL,
    name           TEXT NOT NULL,
    sha256         TEXT NOT NULL,
    PRIMARY KEY (publication_id, position)
);

-- What the rules last said of a file. Rows are replaced; it is no history, and can be
-- emptied at any time: the files are judged anew.
CREATE TABLE judgement (
    id       BIGSERIAL PRIMARY KEY,
    period   TEXT NOT NULL, -- as asked: 2018-Q2
    file     TEXT NOT NULL,
    sha256   TEXT NOT NULL,
    versions TEXT NOT NULL, -- hash of all that judging depends on besides the file and what is known of other periods
    seal     TEXT NOT NULL, -- by which the program knows its own
    body     BYTEA NOT NULL,
    UNIQUE (period, file)
);

CREATE TRIGGER publication_source_only_grows BEFORE UPDATE OR DELETE ON publication_source FOR EACH STATEMENT EXECUTE PROCEDURE only_grows();
CREATE TRIGGER publication_source_not_emptied BEFORE TRUNCATE ON publication_source FOR EACH STATEMENT EXECUTE PROCEDURE only_grows();
