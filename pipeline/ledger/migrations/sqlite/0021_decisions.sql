-- +goose Up
-- What a finding is bound to and what was decided about it. An accepted explanation
-- (核实说明) is result.explained; it holds for the operands of the same result, and
-- for no others. Append-only as all history.

-- The unit's own figures that a finding is about, as sent.
CREATE TABLE result_operand (
    result_id INTEGER NOT NULL REFERENCES result (id),
    position  INTEGER NOT NULL, -- 0: the figure that the finding points at
    item      TEXT NOT NULL,
    measure   TEXT NOT NULL,
    figure    TEXT NOT NULL,
    PRIMARY KEY (result_id, position)
) STRICT, WITHOUT ROWID;

-- An explanation that was not accepted, and why.
CREATE TABLE result_refusal (
    result_id INTEGER PRIMARY KEY REFERENCES result (id),
    note      TEXT NOT NULL,
    why       TEXT NOT NULL
) STRICT;

-- The bureau's leave to keep a figure in spite of the finding (准予).
CREATE TABLE result_grant (
    result_id  INTEGER PRIMARY KEY REFERENCES result (id),
    reason     TEXT NOT NULL,
    granted_by TEXT NOT NULL, -- office or title
    granted_on TEXT NOT NULL
) STRICT;

-- +goose StatementBegin
CREATE TRIGGER result_operand_no_update BEFORE UPDATE ON result_operand
BEGIN SELECT RAISE(ABORT, '台账历史只增不改'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER result_operand_no_delete BEFORE DELETE ON result_operand
BEGIN SELECT RAISE(ABORT, '台账历史只增不改'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER result_refusal_no_update BEFORE UPDATE ON result_refusal
BEGIN SELECT RAISE(ABORT, '台账历史只增不改'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER result_refusal_no_delete BEFORE DELETE ON result_refusal
BEGIN SELECT RAISE(ABORT, '台账历史只增不改'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER result_grant_no_update BEFORE UPDATE ON result_grant
BEGIN SELECT RAISE(ABORT, '台账历史只增不改'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER result_grant_no_delete BEFORE DELETE ON result_grant
BEGIN SELECT RAISE(ABORT, '台账历史只增不改'); END;
-- +goose StatementEnd
