ALTER TABLE file_queue RENAME TO file_queue_before;

CREATE TABLE file_queue (
    sha256 VARCHAR NOT NULL,
    direction VARCHAR NOT NULL,
    size BIGINT NOT NULL,
    place INTEGER NOT NULL,
    newest BIGINT NOT NULL,
    asked INTEGER NOT NULL,
    asked_at BIGINT,
    wrong INTEGER NOT NULL,
    code VARCHAR NOT NULL,
    CONSTRAINT pk_file_queue PRIMARY KEY (sha256, direction)
);

INSERT INTO file_queue
SELECT sha256, direction, size, 0, queued_at, 0, NULL, 0, '' FROM file_queue_before;

DROP TABLE file_queue_before;

CREATE INDEX ix_file_queue_line ON file_queue (direction, code, place, newest DESC);

CREATE INDEX ix_issued_papers_file ON issued_papers (sha256);
