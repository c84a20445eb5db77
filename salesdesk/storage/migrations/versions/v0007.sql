CREATE TABLE shared_views (
    id BLOB NOT NULL,
    scope_id VARCHAR NOT NULL,
    seq BIGINT,
    version INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    edited_at BIGINT NOT NULL,
    deleted_at BIGINT,
    page VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    definition TEXT NOT NULL,
    owner_id BLOB,
    edited_by BLOB,
    CONSTRAINT pk_shared_views PRIMARY KEY (id)
);

CREATE INDEX ix_shared_views_page ON shared_views (page, name, id) WHERE deleted_at IS NULL;
