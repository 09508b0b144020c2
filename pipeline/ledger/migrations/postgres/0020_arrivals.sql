-- +goose Up
-- When the files of a run came, as the bureau noted it in 收件.csv.

CREATE TABLE run_arrival (
    run_seq BIGINT NOT NULL REFERENCES run (seq),
    line    BIGINT NOT NULL, -- in 收件.csv
    file    TEXT NOT NULL,
    arrived TEXT NOT NULL,    -- UTC, RFC 3339
    unit    TEXT NOT NULL,    -- code of the unit as noted, or empty
    PRIMARY KEY (run_seq, file)
);

CREATE TRIGGER run_arrival_only_grows BEFORE UPDATE OR DELETE ON run_arrival FOR EACH STATEMENT EXECUTE PROCEDURE only_grows();
CREATE TRIGGER run_arrival_not_emptied BEFORE TRUNCATE ON run_arrival FOR EACH STATEMENT EXECUTE PROCEDURE only_grows();
