-- +goose Up
-- The history. Every table is append-only: a change is a new row which supersedes.
-- Text, not numbers, holds decimals, so that no figure passes through a float.

PRAGMA application_id = 1514294355; -- "ZBLS": the file is a ledger of zhibao

-- One judged file: content-addressed, shared by all runs that found it so.
CREATE TABLE submission (
    id         INTEGER PRIMARY KEY,
    digest     TEXT NOT NULL UNIQUE, -- SHA-256 over this row, its observations and its results
    period     TEXT NOT NULL,        -- as asked: 2018-Q2
    period_key TEXT NOT NULL,        -- identity in time: 2018-06
    unit       TEXT NOT NULL,
    file       TEXT NOT NULL,
    sha256     TEXT NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('accepted', 'returned', 'superseded')),
    versions   TEXT NOT NULL,
    passed     INTEGER NOT NULL CHECK (passed >= 0)
) STRICT;

CREATE TABLE observation (
    submission_id INTEGER NOT NULL REFERENCES submission (id),
    item          TEXT NOT NULL,
    position      INTEGER NOT NULL,
    unit          TEXT NOT NULL,
    form          TEXT NOT NULL,
    measure       TEXT NOT NULL,
    period        TEXT NOT NULL,
    kind          TEXT NOT NULL CHECK (kind IN ('number', 'text')),
    number        TEXT,          -- exact decimal; NULL for a text
    read_text     TEXT NOT NULL, -- as it stood in the cell
    vintage       TEXT NOT NULL,
    sample        INTEGER NOT NULL CHECK (sample IN (0, 1)),
    file          TEXT,          -- NULL: the submission's own
    sha256        TEXT,          -- NULL: the submission's own
    sheet         TEXT NOT NULL,
    cell          TEXT NOT NULL,
    PRIMARY KEY (submission_id, item, position)
) STRICT, WITHOUT ROWID;

-- One run over a period: which files were there and what was said of none of them.
-- The run with the highest seq of a period is the current one.
CREATE TABLE run (
    seq        INTEGER PRIMARY KEY,
    id         TEXT NOT NULL,
    digest     TEXT NOT NULL, -- SHA-256 over this row and all that hangs on it
    period     TEXT NOT NULL,
    period_key TEXT NOT NULL
) STRICT;
CREATE INDEX run_latest ON run (period_key, seq);

CREATE TABLE run_version (
    run_seq INTEGER NOT NULL REFERENCES run (seq),
    name    TEXT NOT NULL,
    version TEXT NOT NULL,
    PRIMARY KEY (run_seq, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE run_input (
    run_seq INTEGER NOT NULL REFERENCES run (seq),
    file    TEXT NOT NULL,
    sha256  TEXT NOT NULL,
    PRIMARY KEY (run_seq, file)
) STRICT, WITHOUT ROWID;

CREATE TABLE run_submission (
    run_seq       INTEGER NOT NULL REFERENCES run (seq),
    position      INTEGER NOT NULL, -- a later one of the same unit supersedes
    submission_id INTEGER NOT NULL REFERENCES submission (id),
    PRIMARY KEY (run_seq, position)
) STRICT, WITHOUT ROWID;

-- What rules said: of a submission, or of the batch as a whole.
CREATE TABLE result (
    id             INTEGER PRIMARY KEY,
    submission_id  INTEGER REFERENCES submission (id),
    run_seq        INTEGER REFERENCES run (seq),
    position       INTEGER NOT NULL,
    rule           TEXT NOT NULL,
    severity       TEXT NOT NULL CHECK (severity IN ('强制性', '准强制性', '核实性', '提示')),
    outcome        TEXT NOT NULL CHECK (outcome IN ('pass', 'fail', 'not_evaluated')),
    subject_unit   TEXT NOT NULL,
    subject_form   TEXT NOT NULL,
    subject_item   TEXT NOT NULL,
    subject_measure TEXT NOT NULL,
    subject_period TEXT NOT NULL, -- empty if the subject has none
    file           TEXT NOT NULL,
    sha256         TEXT NOT NULL,
    sheet          TEXT NOT NULL,
    cell           TEXT NOT NULL,
    seen           TEXT NOT NULL,
    expected       TEXT NOT NULL,
    message        TEXT NOT NULL,
    remedy         TEXT NOT NULL,
    explained      TEXT NOT NULL,
    CHECK ((submission_id IS NULL) <> (run_seq IS NULL))
) STRICT;
CREATE INDEX result_of_submission ON result (submission_id, position) WHERE submission_id IS NOT NULL;
CREATE INDEX result_of_run ON result (run_seq, position) WHERE run_seq IS NOT NULL;

CREATE TABLE result_related (
    result_id INTEGER NOT NULL REFERENCES result (id),
    position  INTEGER NOT NULL,
    file      TEXT NOT NULL,
    sha256    TEXT NOT NULL,
    sheet     TEXT NOT NULL,
    cell      TEXT NOT NULL,
    PRIMARY KEY (result_id, position)
) STRICT, WITHOUT ROWID;

-- +goose StatementBegin
CREATE TRIGGER submission_no_update BEFORE UPDATE ON submission
BEGIN SELECT RAISE(ABORT, '台账历史只增不改'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER submission_no_delete BEFORE DELETE ON submission
BEGIN SELECT RAISE(ABORT, '台账历史只增不改'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER observation_no_update BEFORE UPDATE ON observation
BEGIN SELECT RAISE(ABORT, '台账历史只增不改'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER observation_no_delete BEFORE DELETE ON observation
BEGIN SELECT RAISE(ABORT, '台账历史只增不改'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER run_no_update BEFORE UPDATE ON run
BEGIN SELECT RAISE(ABORT, '台账历史只增不改'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER run_no_delete BEFORE DELETE ON run
BEGIN SELECT RAISE(ABORT, '台账历史只增不改'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER run_version_no_update BEFORE UPDATE ON run_version
BEGIN SELECT RAISE(ABORT, '台账历史只增不改'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER run_version_no_delete BEFORE DELETE ON run_version
BEGIN SELECT RAISE(ABORT, '台账历史只增不改'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER run_input_no_update BEFORE UPDATE ON run_input
BEGIN SELECT RAISE(ABORT, '台账历史只增不改'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER run_input_no_delete BEFORE DELETE ON run_input
BEGIN SELECT RAISE(ABORT, '台账历史只增不改'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER run_submission_no_update BEFORE UPDATE ON run_submission
BEGIN SELECT RAISE(ABORT, '台账历史只增不改'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER run_submission_no_delete BEFORE DELETE ON run_submission
BEGIN SELECT RAISE(ABORT, '台账历史只增不改'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER result_no_update BEFORE UPDATE ON result
BEGIN SELECT RAISE(ABORT, '台账历史只增不改'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER result_no_delete BEFORE DELETE ON result
BEGIN SELECT RAISE(ABORT, '台账历史只增不改'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER result_related_no_update BEFORE UPDATE ON result_related
BEGIN SELECT RAISE(ABORT, '台账历史只增不改'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER result_related_no_delete BEFORE DELETE ON result_related
BEGIN SELECT RAISE(ABORT, '台账历史只增不改'); END;
-- +goose StatementEnd
