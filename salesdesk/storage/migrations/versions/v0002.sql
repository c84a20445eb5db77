ALTER TABLE customers ADD COLUMN edited_by BLOB;

ALTER TABLE import_batches ADD COLUMN edited_by BLOB;

ALTER TABLE import_mappings ADD COLUMN edited_by BLOB;

ALTER TABLE products ADD COLUMN edited_by BLOB;

ALTER TABLE tax_rates ADD COLUMN edited_by BLOB;

ALTER TABLE company_settings ADD COLUMN edited_by BLOB;

ALTER TABLE saved_views ADD COLUMN edited_by BLOB;

ALTER TABLE contacts ADD COLUMN edited_by BLOB;

ALTER TABLE product_prices ADD COLUMN edited_by BLOB;

ALTER TABLE quotes ADD COLUMN edited_by BLOB;

ALTER TABLE quote_lines ADD COLUMN edited_by BLOB;

ALTER TABLE issued_papers ADD COLUMN edited_by BLOB;

ALTER TABLE activities ADD COLUMN edited_by BLOB;

ALTER TABLE users RENAME TO users_before;

CREATE TABLE users (
    id BLOB NOT NULL,
    scope_id VARCHAR NOT NULL,
    seq BIGINT,
    version INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    edited_at BIGINT NOT NULL,
    deleted_at BIGINT,
    name VARCHAR NOT NULL,
    role VARCHAR NOT NULL,
    email VARCHAR NOT NULL,
    phone VARCHAR NOT NULL,
    manager_id BLOB,
    is_active BOOLEAN NOT NULL,
    edited_by BLOB,
    CONSTRAINT pk_users PRIMARY KEY (id)
);

INSERT INTO users (id, scope_id, seq, version, created_at, edited_at, deleted_at, name, role, email, phone, is_active)
SELECT id, scope_id, seq, version, created_at, edited_at, deleted_at, name, role, email, phone, 1 FROM users_before;

DROP TABLE users_before;

CREATE TABLE held_acts (
    id BLOB NOT NULL,
    scope_id VARCHAR NOT NULL,
    seq BIGINT,
    version INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    edited_at BIGINT NOT NULL,
    deleted_at BIGINT,
    author_id BLOB NOT NULL,
    group_id BLOB NOT NULL,
    entity VARCHAR NOT NULL,
    row_id BLOB NOT NULL,
    kind VARCHAR NOT NULL,
    command VARCHAR NOT NULL,
    base TEXT,
    patch TEXT,
    args TEXT,
    made_at BIGINT NOT NULL,
    state VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    decided_by BLOB,
    decided_at BIGINT,
    edited_by BLOB,
    CONSTRAINT pk_held_acts PRIMARY KEY (id)
);

CREATE INDEX ix_held_acts_state ON held_acts (state, made_at, id) WHERE deleted_at IS NULL;

DROP TABLE "acked";

CREATE TABLE acked (
    acked_at BIGINT NOT NULL,
    status VARCHAR NOT NULL,
    mseq INTEGER NOT NULL,
    device_id BLOB NOT NULL,
    group_id BLOB NOT NULL,
    kind VARCHAR NOT NULL,
    entity VARCHAR NOT NULL,
    row_id BLOB NOT NULL,
    base BLOB,
    patch BLOB NOT NULL,
    command VARCHAR,
    args BLOB,
    schema INTEGER NOT NULL,
    made_at BIGINT NOT NULL,
    CONSTRAINT pk_acked PRIMARY KEY (mseq)
);

CREATE INDEX ix_acked_group ON acked (group_id);

DROP TABLE "cursor";

CREATE TABLE cursor (
    scope_id VARCHAR NOT NULL,
    seq BIGINT NOT NULL,
    head BIGINT NOT NULL,
    stage INTEGER NOT NULL,
    "after" BLOB NOT NULL,
    CONSTRAINT pk_cursor PRIMARY KEY (scope_id)
);

DROP TABLE "conflict";

CREATE TABLE "conflict" (
    id INTEGER NOT NULL,
    mseq BIGINT NOT NULL,
    entity VARCHAR NOT NULL,
    row_id BLOB NOT NULL,
    field VARCHAR NOT NULL,
    base BLOB NOT NULL,
    theirs BLOB NOT NULL,
    mine BLOB NOT NULL,
    "by" VARCHAR NOT NULL,
    seen_at BIGINT NOT NULL,
    resolved_at BIGINT,
    choice VARCHAR NOT NULL,
    CONSTRAINT pk_conflict PRIMARY KEY (id)
);

CREATE INDEX ix_conflict_open ON "conflict" (resolved_at, entity, row_id);

DROP TABLE "problem";

CREATE TABLE problem (
    id INTEGER NOT NULL,
    mseq BIGINT NOT NULL,
    group_id BLOB NOT NULL,
    entity VARCHAR NOT NULL,
    row_id BLOB NOT NULL,
    status VARCHAR NOT NULL,
    code VARCHAR NOT NULL,
    details TEXT NOT NULL,
    base BLOB,
    patch BLOB NOT NULL,
    seen_at BIGINT NOT NULL,
    settled_at BIGINT,
    outcome VARCHAR NOT NULL,
    CONSTRAINT pk_problem PRIMARY KEY (id)
);

CREATE INDEX ix_problem_open ON problem (settled_at, entity, row_id);

CREATE INDEX ix_search_docs_customers ON search_docs (sort_key, row_id) WHERE +place >= 1099511627776 AND +place < 2199023255552;
