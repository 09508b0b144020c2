-- +goose Up
-- The history. Every table is append-only: a change is a new row which supersedes.
-- Text, not numbers, holds decimals, so that no figure passes through a float.

-- One judged file: content-addressed, shared by all runs that found it so.
CREATE TABLE submission (
    id         BIGSERIAL PRIMARY KEY,
    digest     TEXT NOT NULL UNIQUE, -- SHA-256 over this row, its observations and its results
    period     TEXT NOT NULL,        -- as asked: 2018-Q2
    period_key TEXT NOT NULL,        -- identity in time: 2018-06
    unit       TEXT NOT NULL,
    file       TEXT NOT NULL,
    sha256     TEXT NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('accepted', 'returned', 'superseded')),
    versions   TEXT NOT NULL,
    passed     BIGINT NOT NULL CHECK (passed >= 0)
);

CREATE TABLE observation (
    submission_id BIGINT NOT NULL REFERENCES submission (id),
    item          TEXT NOT NULL,
    position      BIGINT NOT NULL,
    unit          TEXT NOT NULL,
    form          TEXT NOT NULL,
    measure       TEXT NOT NULL,
    period        TEXT NOT NULL,
    kind          TEXT NOT NULL CHECK (kind IN ('number', 'text')),
    number        TEXT,          -- exact decimal; NULL for a text
    read_text     TEXT NOT NULL, -- as it stood in the cell
    vintage       TEXT NOT NULL,
    sample        BIGINT NOT NULL CHECK (sample IN (0, 1)),
    file          TEXT,          -- NULL: the submission's own
    sha256        TEXT,          -- NULL: the submission's own
    sheet         TEXT NOT NULL,
    cell          TEXT NOT NULL,
    PRIMARY KEY (submission_id, item, position)
);

-- One run over a period: which files were there and what was said of none of them.
-- The run with the highest seq of a period is the current one.
CREATE TABLE run (
    seq        BIGSERIAL PRIMARY KEY,
    id         TEXT NOT NULL,
    digest     TEXT NOT NULL, -- SHA-256 over this row and all that hangs on it
    period     TEXT NOT NULL,
    period_key TEXT NOT NULL
);
CREATE INDEX run_latest ON run (period_key, seq);

CREATE TABLE run_version (
    run_seq BIGINT NOT NULL REFERENCES run (seq),
    name    TEXT NOT NULL,
    version TEXT NOT NULL,
    PRIMARY KEY (run_seq, name)
);

CREATE TABLE run_input (
    run_seq BIGINT NOT NULL REFERENCES run (seq),
    file    TEXT NOT NULL,
    sha256  TEXT NOT NULL,
    PRIMARY KEY (run_seq, file)
);

CREATE TABLE run_submission (
    run_seq       BIGINT NOT NULL REFERENCES run (seq),
    position      BIGINT NOT NULL, -- a later one of the same unit supersedes
    submission_id BIGINT NOT NULL REFERENCES submission (id),
    PRIMARY KEY (run_seq, position)
);

-- What rules said: of a submission, or of the batch as a whole.
CREATE TABLE result (
    id             BIGSERIAL PRIMARY KEY,
    submission_id  BIGINT REFERENCES submission (id),
    run_seq        BIGINT REFERENCES run (seq),
    position       BIGINT NOT NULL,
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
);
CREATE INDEX result_of_submission ON result (submission_id, position) WHERE submission_id IS NOT NULL;
CREATE INDEX result_of_run ON result (run_seq, position) WHERE run_seq IS NOT NULL;

CREATE TABLE result_related (
    result_id BIGINT NOT NULL REFERENCES result (id),
    position  BIGINT NOT NULL,
    file      TEXT NOT NULL,
    sha256    TEXT NOT NULL,
    sheet     TEXT NOT NULL,
    cell      TEXT NOT NULL,
    PRIMARY KEY (result_id, position)
);

-- +goose StatementBegin
CREATE FUNCTION only_grows() RETURNS trigger AS $$
BEGIN
    RAISE EXCEPTION '台账历史只增不改';
END
$$ LANGUAGE plpgsql;
-- +goose StatementEnd

CREATE TRIGGER submission_only_grows BEFORE UPDATE OR DELETE ON submission FOR EACH STATEMENT EXECUTE PROCEDURE only_grows();
CREATE TRIGGER submission_not_emptied BEFORE TRUNCATE ON submission FOR EACH STATEMENT EXECUTE PROCEDURE only_grows();
CREATE TRIGGER observation_only_grows BEFORE UPDATE OR DELETE ON observation FOR EACH STATEMENT EXECUTE PROCEDURE only_grows();
CREATE TRIGGER observation_not_emptied BEFORE TRUNCATE ON observation FOR EACH STATEMENT EXECUTE PROCEDURE only_grows();
CREATE TRIGGER run_only_grows BEFORE UPDATE OR DELETE ON run FOR EACH STATEMENT EXECUTE PROCEDURE only_grows();
CREATE TRIGGER run_not_emptied BEFORE TRUNCATE ON run FOR EACH STATEMENT EXECUTE PROCEDURE only_grows();
CREATE TRIGGER run_version_only_grows BEFORE UPDATE OR DELETE ON run_version FOR EACH STATEMENT EXECUTE PROCEDURE only_grows();
CREATE TRIGGER run_version_not_emptied BEFORE TRUNCATE ON run_version FOR EACH STATEMENT EXECUTE PROCEDURE only_grows();
CREATE TRIGGER run_input_only_grows BEFORE UPDATE OR DELETE ON run_input FOR EACH STATEMENT EXECUTE PROCEDURE only_grows();
CREATE TRIGGER run_input_not_emptied BEFORE TRUNCATE ON run_input FOR EACH STATEMENT EXECUTE PROCEDURE only_grows();
CREATE TRIGGER run_submission_only_grows BEFORE UPDATE OR DELETE ON run_submission FOR EACH STATEMENT EXECUTE PROCEDURE only_grows();
CREATE TRIGGER run_submission_not_emptied BEFORE TRUNCATE ON run_submission FOR EACH STATEMENT EXECUTE PROCEDURE only_grows();
CREATE TRIGGER result_only_grows BEFORE UPDATE OR DELETE ON result FOR EACH STATEMENT EXECUTE PROCEDURE only_grows();
CREATE TRIGGER result_not_emptied BEFORE TRUNCATE ON result FOR EACH STATEMENT EXECUTE PROCEDURE only_grows();
CREATE TRIGGER result_related_only_grows BEFORE UPDATE OR DELETE ON result_related FOR EACH STATEMENT EXECUTE PROCEDURE only_grows();
CREATE TRIGGER result_related_not_emptied BEFORE TRUNCATE ON result_related FOR EACH STATEMENT EXECUTE PROCEDURE only_grows();
