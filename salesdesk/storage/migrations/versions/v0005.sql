ALTER TABLE customers ADD COLUMN protected_until DATE;

ALTER TABLE customers ADD COLUMN claimed_at BIGINT;

ALTER TABLE customers ADD COLUMN released_at BIGINT;

ALTER TABLE activities ADD COLUMN place VARCHAR NOT NULL DEFAULT '';

ALTER TABLE activities ADD COLUMN minutes INTEGER;

ALTER TABLE activities ADD COLUMN remind_before INTEGER;

ALTER TABLE activities ADD COLUMN repeats VARCHAR NOT NULL DEFAULT '';

ALTER TABLE activities ADD COLUMN series_id BLOB;

CREATE INDEX ix_activities_series ON activities (series_id, happens_at) WHERE deleted_at IS NULL AND series_id IS NOT NULL;

CREATE TABLE comments (
    id BLOB NOT NULL,
    scope_id VARCHAR NOT NULL,
    seq BIGINT,
    version INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    edited_at BIGINT NOT NULL,
    deleted_at BIGINT,
    customer_id BLOB NOT NULL,
    author_id BLOB NOT NULL,
    body VARCHAR NOT NULL,
    mentions TEXT NOT NULL,
    edited_by BLOB,
    CONSTRAINT pk_comments PRIMARY KEY (id),
    CONSTRAINT fk_comments_customer_id FOREIGN KEY(customer_id) REFERENCES customers (id)
);

CREATE INDEX ix_comments_customer ON comments (customer_id, created_at, id) WHERE deleted_at IS NULL;

CREATE TABLE attachments (
    id BLOB NOT NULL,
    scope_id VARCHAR NOT NULL,
    seq BIGINT,
    version INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    edited_at BIGINT NOT NULL,
    deleted_at BIGINT,
    customer_id BLOB NOT NULL,
    activity_id BLOB,
    name VARCHAR NOT NULL,
    mime VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL,
    size INTEGER NOT NULL,
    note VARCHAR NOT NULL,
    edited_by BLOB,
    CONSTRAINT pk_attachments PRIMARY KEY (id),
    CONSTRAINT fk_attachments_customer_id FOREIGN KEY(customer_id) REFERENCES customers (id),
    CONSTRAINT fk_attachments_activity_id FOREIGN KEY(activity_id) REFERENCES activities (id)
);

CREATE INDEX ix_attachments_activity ON attachments (activity_id, id) WHERE deleted_at IS NULL AND activity_id IS NOT NULL;

CREATE INDEX ix_attachments_customer ON attachments (customer_id, created_at, id) WHERE deleted_at IS NULL;

CREATE INDEX ix_attachments_file ON attachments (sha256);

CREATE TABLE thumbnails (
    id BLOB NOT NULL,
    scope_id VARCHAR NOT NULL,
    seq BIGINT,
    version INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    edited_at BIGINT NOT NULL,
    deleted_at BIGINT,
    attachment_id BLOB NOT NULL,
    sha256 VARCHAR NOT NULL,
    size INTEGER NOT NULL,
    edited_by BLOB,
    CONSTRAINT pk_thumbnails PRIMARY KEY (id),
    CONSTRAINT fk_thumbnails_attachment_id FOREIGN KEY(attachment_id) REFERENCES attachments (id)
);

CREATE INDEX ix_thumbnails_attachment ON thumbnails (attachment_id, id) WHERE deleted_at IS NULL;

CREATE INDEX ix_thumbnails_file ON thumbnails (sha256);

CREATE TABLE custom_fields (
    id BLOB NOT NULL,
    scope_id VARCHAR NOT NULL,
    seq BIGINT,
    version INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    edited_at BIGINT NOT NULL,
    deleted_at BIGINT,
    entity VARCHAR NOT NULL,
    "key" VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    label VARCHAR NOT NULL,
    label_en VARCHAR NOT NULL,
    choices TEXT NOT NULL,
    position INTEGER NOT NULL,
    is_active BOOLEAN NOT NULL,
    edited_by BLOB,
    CONSTRAINT pk_custom_fields PRIMARY KEY (id)
);

CREATE UNIQUE INDEX ix_custom_fields_key ON custom_fields (entity, "key") WHERE deleted_at IS NULL;

CREATE TABLE custom_values (
    id BLOB NOT NULL,
    scope_id VARCHAR NOT NULL,
    seq BIGINT,
    version INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    edited_at BIGINT NOT NULL,
    deleted_at BIGINT,
    customer_id BLOB NOT NULL,
    field_id BLOB NOT NULL,
    words VARCHAR NOT NULL,
    number BIGINT,
    day DATE,
    edited_by BLOB,
    CONSTRAINT pk_custom_values PRIMARY KEY (id),
    CONSTRAINT fk_custom_values_customer_id FOREIGN KEY(customer_id) REFERENCES customers (id)
);

CREATE INDEX ix_custom_values_customer ON custom_values (customer_id, field_id) WHERE deleted_at IS NULL;

CREATE INDEX ix_custom_values_day ON custom_values (field_id, day, customer_id) WHERE deleted_at IS NULL AND day IS NOT NULL;

CREATE INDEX ix_custom_values_number ON custom_values (field_id, number, customer_id) WHERE deleted_at IS NULL AND number IS NOT NULL;

CREATE INDEX ix_custom_values_words ON custom_values (field_id, words, customer_id) WHERE deleted_at IS NULL;

CREATE TABLE trade_shows (
    id BLOB NOT NULL,
    scope_id VARCHAR NOT NULL,
    seq BIGINT,
    version INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    edited_at BIGINT NOT NULL,
    deleted_at BIGINT,
    name VARCHAR NOT NULL,
    place VARCHAR NOT NULL,
    city VARCHAR NOT NULL,
    starts_on DATE NOT NULL,
    ends_on DATE NOT NULL,
    questions TEXT NOT NULL,
    interests TEXT NOT NULL,
    fields TEXT NOT NULL,
    usual TEXT NOT NULL,
    is_active BOOLEAN NOT NULL,
    edited_by BLOB,
    CONSTRAINT pk_trade_shows PRIMARY KEY (id)
);

CREATE TABLE captures (
    id BLOB NOT NULL,
    scope_id VARCHAR NOT NULL,
    seq BIGINT,
    version INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    edited_at BIGINT NOT NULL,
    deleted_at BIGINT,
    customer_id BLOB NOT NULL,
    contact_id BLOB,
    attachment_id BLOB,
    show_id BLOB,
    owner_id BLOB,
    captured_at BIGINT NOT NULL,
    grade VARCHAR NOT NULL,
    state VARCHAR NOT NULL,
    raw VARCHAR NOT NULL,
    note VARCHAR NOT NULL,
    answers TEXT NOT NULL,
    interests TEXT NOT NULL,
    edited_by BLOB,
    CONSTRAINT pk_captures PRIMARY KEY (id),
    CONSTRAINT fk_captures_customer_id FOREIGN KEY(customer_id) REFERENCES customers (id),
    CONSTRAINT fk_captures_contact_id FOREIGN KEY(contact_id) REFERENCES contacts (id),
    CONSTRAINT fk_captures_attachment_id FOREIGN KEY(attachment_id) REFERENCES attachments (id)
);

CREATE INDEX ix_captures_customer ON captures (customer_id, captured_at, id) WHERE deleted_at IS NULL;

CREATE INDEX ix_captures_show ON captures (show_id, captured_at, id) WHERE deleted_at IS NULL;

CREATE TABLE mail_templates (
    id BLOB NOT NULL,
    scope_id VARCHAR NOT NULL,
    seq BIGINT,
    version INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    edited_at BIGINT NOT NULL,
    deleted_at BIGINT,
    name VARCHAR NOT NULL,
    language VARCHAR NOT NULL,
    purpose VARCHAR NOT NULL,
    subject VARCHAR NOT NULL,
    body VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    edited_by BLOB,
    CONSTRAINT pk_mail_templates PRIMARY KEY (id)
);

CREATE TABLE customer_merges (
    id BLOB NOT NULL,
    scope_id VARCHAR NOT NULL,
    seq BIGINT,
    version INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    edited_at BIGINT NOT NULL,
    deleted_at BIGINT,
    customer_id BLOB NOT NULL,
    loser_id BLOB NOT NULL,
    "before" TEXT NOT NULL,
    moved TEXT NOT NULL,
    merged_at BIGINT NOT NULL,
    merged_by BLOB,
    undone_at BIGINT,
    edited_by BLOB,
    CONSTRAINT pk_customer_merges PRIMARY KEY (id),
    CONSTRAINT fk_customer_merges_customer_id FOREIGN KEY(customer_id) REFERENCES customers (id)
);

CREATE INDEX ix_customer_merges_customer ON customer_merges (customer_id, merged_at) WHERE deleted_at IS NULL;

CREATE INDEX ix_customer_merges_loser ON customer_merges (loser_id, merged_at) WHERE deleted_at IS NULL;

CREATE TABLE stars (
    id BLOB NOT NULL,
    scope_id VARCHAR NOT NULL,
    seq BIGINT,
    version INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    edited_at BIGINT NOT NULL,
    deleted_at BIGINT,
    entity VARCHAR NOT NULL,
    row_id BLOB NOT NULL,
    edited_by BLOB,
    CONSTRAINT pk_stars PRIMARY KEY (id)
);

CREATE INDEX ix_stars_row ON stars (entity, row_id) WHERE deleted_at IS NULL;

CREATE TABLE reminders (
    id BLOB NOT NULL,
    scope_id VARCHAR NOT NULL,
    seq BIGINT,
    version INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    edited_at BIGINT NOT NULL,
    deleted_at BIGINT,
    activity_id BLOB NOT NULL,
    due_at BIGINT NOT NULL,
    until BIGINT,
    dismissed_at BIGINT,
    edited_by BLOB,
    CONSTRAINT pk_reminders PRIMARY KEY (id)
);

CREATE INDEX ix_reminders_activity ON reminders (activity_id) WHERE deleted_at IS NULL;
