-- +goose Up
-- What a finding is bound to and what was decided about it. An accepted explanation
-- (核实说明) is result.explained; it holds for the operands of the same result, and
-- for no others. Append-only as all history.

-- The unit's own figures that a finding is about, as sent.
CREATE TABLE result_operand (
    result_id BIGINT NOT NULL REFERENCES result (id),
    position  BIGINT NOT NULL, -- 0: the figure that the finding points at
    item      TEXT NOT NULL,
    measure   TEXT NOT NULL,
    figure    TEXT NOT NULL,
    PRIMARY KEY (result_id, position)
);

-- An explanation that was not accepted, and why.
CREATE TABLE result_refusal (
    result_id BIGINT PRIMARY KEY REFERENCES result (id),
    note      TEXT NOT NULL,
    why       TEXT NOT NULL
);

-- The bureau's leave to keep a figure in spite of the finding (准予).
CREATE TABLE result_grant (
    result_id  BIGINT PRIMARY KEY REFERENCES result (id),
    reason     TEXT NOT NULL,
    granted_by TEXT NOT NULL, -- office or title
    granted_on TEXT NOT NULL
);

CREATE TRIGGER result_operand_only_grows BEFORE UPDATE OR DELETE ON result_operand FOR EACH STATEMENT EXECUTE PROCEDURE only_grows();
CREATE TRIGGER result_operand_not_emptied BEFORE TRUNCATE ON result_operand FOR EACH STATEMENT EXECUTE PROCEDURE only_grows();
CREATE TRIGGER result_refusal_only_grows BEFORE UPDATE OR DELETE ON result_refusal FOR EACH STATEMENT EXECUTE PROCEDURE only_grows();
CREATE TRIGGER result_refusal_not_emptied BEFORE TRUNCATE ON result_refusal FOR EACH STATEMENT EXECUTE PROCEDURE only_grows();
CREATE TRIGGER result_grant_only_grows BEFORE UPDATE OR DELETE ON result_grant FOR EACH STATEMENT EXECUTE PROCEDURE only_grows();
CREATE TRIGGER result_grant_not_emptied BEFORE TRUNCATE ON result_grant FOR EACH STATEMENT EXECUTE PROCEDURE only_grows();
