-- +goose Up
-- What printed files were made from, and what the rules last said of a file.

-- What a set of files was printed from besides the history: name → SHA-256 of the
-- content. The chain of publications covers it. Earlier sets have none.
CREATE TABLE publication_source (
    publication_id INTEGER NOT NULL REFERENCES publication (id),
    position       INTEGER NOT NULL,
    name           TEXT NOT NULL,
    sha256         TEXT NOT NULL,
    PRIMARY KEY (publication_id, position)
) STRICT, WITHOUT ROWID;

-- What the rules last said of a file. Rows are replaced; it is no history, and can be
-- emptied at any time: the files are judged anew.
CREATE TABLE judgement (
    id       INTEGER PRIMARY KEY,
    period   TEXT NOT NULL, -- as asked: 2018-Q2
    file     TEXT NOT NULL,
    sha256   TEXT NOT NULL,
    versions TEXT NOT NULL, -- hash of all that judging depends on besides the file and what is known of other periods
    seal     TEXT NOT NULL, -- by which the program knows its own
    body     BLOB NOT NULL,
    UNIQUE (period, file)
) STRICT;

-- +goose StatementBegin
CREATE TRIGGER publication_source_no_update BEFORE UPDATE ON publication_source
BEGIN SELECT RAISE(ABORT, '台账历史只增不改'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER publication_source_no_delete BEFORE DELETE ON publication_source
BEGIN SELECT RAISE(ABORT, '台账历史只增不改'); END;
-- +goose StatementEnd
