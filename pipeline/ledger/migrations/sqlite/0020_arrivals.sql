-- +goose Up
-- When the files of a run came, as the bureau noted it in 收件.csv.

CREATE TABLE run_arrival (
    run_seq INTEGER NOT NULL REFERENCES run (seq),
    line    INTEGER NOT NULL, -- in 收件.csv
    file    TEXT NOT NULL,
    arrived TEXT NOT NULL,    -- UTC, RFC 3339
    unit    TEXT NOT NULL,    -- code of the unit as noted, or empty
    PRIMARY KEY (run_seq, file)
) STRICT, WITHOUT ROWID;

-- +goose StatementBegin
CREATE TRIGGER run_arrival_no_update BEFORE UPDATE ON run_arrival
BEGIN SELECT RAISE(ABORT, '台账历史只增不改'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER run_arrival_no_delete BEFORE DELETE ON run_arrival
BEGIN SELECT RAISE(ABORT, '台账历史只增不改'); END;
-- +goose StatementEnd
