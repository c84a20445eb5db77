CREATE TABLE outbox (
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
    CONSTRAINT pk_outbox PRIMARY KEY (mseq)
);

CREATE INDEX ix_outbox_group ON outbox (group_id);

CREATE TABLE acked (
    acked_at BIGINT NOT NULL,
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

CREATE TABLE undo_steps (
    id INTEGER NOT NULL,
    group_id BLOB NOT NULL,
    name VARCHAR NOT NULL,
    details TEXT NOT NULL,
    state VARCHAR NOT NULL,
    made_at BIGINT NOT NULL,
    CONSTRAINT pk_undo_steps PRIMARY KEY (id)
);

CREATE TABLE base_row (
    entity VARCHAR NOT NULL,
    row_id BLOB NOT NULL,
    version INTEGER NOT NULL,
    fields BLOB NOT NULL,
    CONSTRAINT pk_base_row PRIMARY KEY (entity, row_id)
);

CREATE TABLE cursor (
    scope_id VARCHAR NOT NULL,
    seq BIGINT NOT NULL,
    CONSTRAINT pk_cursor PRIMARY KEY (scope_id)
);

CREATE TABLE "conflict" (
    id INTEGER NOT NULL,
    entity VARCHAR NOT NULL,
    row_id BLOB NOT NULL,
    field VARCHAR NOT NULL,
    base BLOB,
    theirs BLOB,
    mine BLOB,
    seen_at BIGINT NOT NULL,
    resolved_at BIGINT,
    CONSTRAINT pk_conflict PRIMARY KEY (id)
);

CREATE TABLE problem (
    id INTEGER NOT NULL,
    mseq BIGINT NOT NULL,
    code VARCHAR NOT NULL,
    details TEXT NOT NULL,
    seen_at BIGINT NOT NULL,
    settled_at BIGINT,
    CONSTRAINT pk_problem PRIMARY KEY (id)
);

CREATE TABLE unknown_data (
    entity VARCHAR NOT NULL,
    row_id BLOB NOT NULL,
    fields BLOB NOT NULL,
    CONSTRAINT pk_unknown_data PRIMARY KEY (entity, row_id)
);

CREATE TABLE file_queue (
    sha256 VARCHAR NOT NULL,
    direction VARCHAR NOT NULL,
    size BIGINT NOT NULL,
    done BIGINT NOT NULL,
    queued_at BIGINT NOT NULL,
    CONSTRAINT pk_file_queue PRIMARY KEY (sha256, direction)
);

CREATE TABLE meta (
    "key" VARCHAR NOT NULL,
    value VARCHAR NOT NULL,
    CONSTRAINT pk_meta PRIMARY KEY ("key")
);

CREATE TABLE counters (
    series VARCHAR NOT NULL,
    year INTEGER NOT NULL,
    next INTEGER NOT NULL,
    CONSTRAINT pk_counters PRIMARY KEY (series, year)
);

CREATE TABLE search_docs (
    place INTEGER NOT NULL,
    row_id BLOB NOT NULL,
    sort_key VARCHAR NOT NULL,
    CONSTRAINT pk_search_docs PRIMARY KEY (place),
    CONSTRAINT uq_search_docs_row_id UNIQUE (row_id)
);

CREATE VIRTUAL TABLE search_text USING fts5(head, letters, han, digits, related, content='', contentless_delete=1, prefix='2 3', tokenize="unicode61 remove_diacritics 0 categories 'L* N* Co'");

INSERT INTO search_text(search_text, rank) VALUES ('hashsize', 8388608);

CREATE TABLE search_marks (
    row_id BLOB NOT NULL,
    home BLOB,
    title VARCHAR NOT NULL,
    keys BLOB NOT NULL,
    CONSTRAINT pk_search_marks PRIMARY KEY (row_id)
)
 WITHOUT ROWID;

CREATE TABLE match_keys (
    "key" BIGINT NOT NULL,
    row_id BLOB NOT NULL,
    kind INTEGER NOT NULL,
    CONSTRAINT pk_match_keys PRIMARY KEY ("key", row_id)
)
 WITHOUT ROWID;

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
    CONSTRAINT pk_users PRIMARY KEY (id)
);

CREATE TABLE customers (
    id BLOB NOT NULL,
    scope_id VARCHAR NOT NULL,
    seq BIGINT,
    version INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    edited_at BIGINT NOT NULL,
    deleted_at BIGINT,
    name VARCHAR NOT NULL,
    name_en VARCHAR NOT NULL,
    short_name VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    lifecycle VARCHAR NOT NULL,
    grade VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    referrer_id BLOB,
    industry VARCHAR NOT NULL,
    website VARCHAR NOT NULL,
    phone VARCHAR NOT NULL,
    email VARCHAR NOT NULL,
    country VARCHAR NOT NULL,
    province VARCHAR NOT NULL,
    city VARCHAR NOT NULL,
    district VARCHAR NOT NULL,
    street VARCHAR NOT NULL,
    postcode VARCHAR NOT NULL,
    tax_id VARCHAR NOT NULL,
    invoice_title VARCHAR NOT NULL,
    bank_name VARCHAR NOT NULL,
    bank_account VARCHAR NOT NULL,
    invoice_address VARCHAR NOT NULL,
    invoice_phone VARCHAR NOT NULL,
    owner_id BLOB,
    tags TEXT NOT NULL,
    note VARCHAR NOT NULL,
    currency VARCHAR NOT NULL,
    next_follow_up DATE,
    last_contact_at BIGINT,
    external_id VARCHAR NOT NULL,
    sort_key VARCHAR NOT NULL,
    core_name VARCHAR NOT NULL,
    CONSTRAINT pk_customers PRIMARY KEY (id)
);

CREATE INDEX ix_customers_follow_up ON customers (deleted_at, next_follow_up, id);

CREATE INDEX ix_customers_owner ON customers (deleted_at, owner_id, sort_key, id);

CREATE INDEX ix_customers_name ON customers (deleted_at, sort_key, id);

CREATE INDEX ix_customers_newest ON customers (deleted_at, id);

CREATE INDEX ix_customers_external ON customers (external_id, id) WHERE deleted_at IS NULL AND external_id != '';

CREATE INDEX ix_customers_core_name ON customers (deleted_at, core_name, id);

CREATE INDEX ix_customers_grade ON customers (deleted_at, grade, sort_key, id);

CREATE INDEX ix_customers_tax_id ON customers (tax_id, id) WHERE deleted_at IS NULL AND tax_id != '';

CREATE INDEX ix_customers_contacted ON customers (deleted_at, last_contact_at, id);

CREATE INDEX ix_customers_city ON customers (deleted_at, city, sort_key, id);

CREATE INDEX ix_customers_lifecycle ON customers (deleted_at, lifecycle, sort_key, id);

CREATE INDEX ix_customers_province ON customers (deleted_at, province, sort_key, id);

CREATE TABLE import_batches (
    id BLOB NOT NULL,
    scope_id VARCHAR NOT NULL,
    seq BIGINT,
    version INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    edited_at BIGINT NOT NULL,
    deleted_at BIGINT,
    file_name VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    counts TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    group_id BLOB NOT NULL,
    CONSTRAINT pk_import_batches PRIMARY KEY (id)
);

CREATE INDEX ix_import_batches_made ON import_batches (made_at, id) WHERE deleted_at IS NULL;

CREATE TABLE import_mappings (
    id BLOB NOT NULL,
    scope_id VARCHAR NOT NULL,
    seq BIGINT,
    version INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    edited_at BIGINT NOT NULL,
    deleted_at BIGINT,
    fingerprint VARCHAR NOT NULL,
    mapping TEXT NOT NULL,
    CONSTRAINT pk_import_mappings PRIMARY KEY (id)
);

CREATE INDEX ix_import_mappings_fingerprint ON import_mappings (fingerprint, id) WHERE deleted_at IS NULL;

CREATE TABLE products (
    id BLOB NOT NULL,
    scope_id VARCHAR NOT NULL,
    seq BIGINT,
    version INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    edited_at BIGINT NOT NULL,
    deleted_at BIGINT,
    code VARCHAR NOT NULL,
    barcode VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    name_en VARCHAR NOT NULL,
    category VARCHAR NOT NULL,
    unit VARCHAR NOT NULL,
    spec VARCHAR NOT NULL,
    description VARCHAR NOT NULL,
    currency VARCHAR NOT NULL,
    unit_price BIGINT NOT NULL,
    tax_included BOOLEAN NOT NULL,
    tax_rate BIGINT NOT NULL,
    is_active BOOLEAN NOT NULL,
    external_id VARCHAR NOT NULL,
    sort_key VARCHAR NOT NULL,
    CONSTRAINT pk_products PRIMARY KEY (id)
);

CREATE UNIQUE INDEX ix_products_code ON products (code) WHERE deleted_at IS NULL AND code != '';

CREATE INDEX ix_products_barcode ON products (barcode, id) WHERE deleted_at IS NULL AND barcode != '';

CREATE INDEX ix_products_name ON products (deleted_at, sort_key, id);

CREATE INDEX ix_products_by_code ON products (deleted_at, code, id);

CREATE INDEX ix_products_external ON products (external_id, id) WHERE deleted_at IS NULL AND external_id != '';

CREATE INDEX ix_products_price ON products (deleted_at, unit_price, id);

CREATE INDEX ix_products_category ON products (deleted_at, category, sort_key, id);

CREATE TABLE tax_rates (
    id BLOB NOT NULL,
    scope_id VARCHAR NOT NULL,
    seq BIGINT,
    version INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    edited_at BIGINT NOT NULL,
    deleted_at BIGINT,
    code VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    rate BIGINT NOT NULL,
    valid_from DATE,
    valid_until DATE,
    CONSTRAINT pk_tax_rates PRIMARY KEY (id)
);

CREATE TABLE company_settings (
    id BLOB NOT NULL,
    scope_id VARCHAR NOT NULL,
    seq BIGINT,
    version INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    edited_at BIGINT NOT NULL,
    deleted_at BIGINT,
    "key" VARCHAR NOT NULL,
    value TEXT NOT NULL,
    CONSTRAINT pk_company_settings PRIMARY KEY (id)
);

CREATE UNIQUE INDEX ix_company_settings_key ON company_settings ("key") WHERE deleted_at IS NULL;

CREATE TABLE saved_views (
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
    position INTEGER NOT NULL,
    is_pinned BOOLEAN NOT NULL,
    CONSTRAINT pk_saved_views PRIMARY KEY (id)
);

CREATE INDEX ix_saved_views_page ON saved_views (page, position, id) WHERE deleted_at IS NULL;

CREATE TABLE drafts (
    kind VARCHAR NOT NULL,
    row_id BLOB NOT NULL,
    body TEXT NOT NULL,
    saved_at BIGINT NOT NULL,
    CONSTRAINT pk_drafts PRIMARY KEY (kind, row_id)
);

CREATE TABLE contacts (
    id BLOB NOT NULL,
    scope_id VARCHAR NOT NULL,
    seq BIGINT,
    version INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    edited_at BIGINT NOT NULL,
    deleted_at BIGINT,
    customer_id BLOB NOT NULL,
    name VARCHAR NOT NULL,
    job_title VARCHAR NOT NULL,
    department VARCHAR NOT NULL,
    role VARCHAR NOT NULL,
    phones TEXT NOT NULL,
    emails TEXT NOT NULL,
    wechat VARCHAR NOT NULL,
    birthday DATE,
    is_primary BOOLEAN NOT NULL,
    note VARCHAR NOT NULL,
    external_id VARCHAR NOT NULL,
    sort_key VARCHAR NOT NULL,
    CONSTRAINT pk_contacts PRIMARY KEY (id),
    CONSTRAINT fk_contacts_customer_id FOREIGN KEY(customer_id) REFERENCES customers (id)
);

CREATE INDEX ix_contacts_customer ON contacts (deleted_at, customer_id, sort_key, id);

CREATE INDEX ix_contacts_external ON contacts (external_id, id) WHERE deleted_at IS NULL AND external_id != '';

CREATE INDEX ix_contacts_name ON contacts (deleted_at, sort_key, id);

CREATE TABLE product_prices (
    id BLOB NOT NULL,
    scope_id VARCHAR NOT NULL,
    seq BIGINT,
    version INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    edited_at BIGINT NOT NULL,
    deleted_at BIGINT,
    product_id BLOB NOT NULL,
    currency VARCHAR NOT NULL,
    unit_price BIGINT NOT NULL,
    tax_included BOOLEAN NOT NULL,
    min_quantity BIGINT NOT NULL,
    valid_from DATE,
    valid_until DATE,
    CONSTRAINT pk_product_prices PRIMARY KEY (id),
    CONSTRAINT fk_product_prices_product_id FOREIGN KEY(product_id) REFERENCES products (id)
);

CREATE INDEX ix_product_prices_product ON product_prices (product_id, currency, min_quantity) WHERE deleted_at IS NULL;

CREATE TABLE quotes (
    id BLOB NOT NULL,
    scope_id VARCHAR NOT NULL,
    seq BIGINT,
    version INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    edited_at BIGINT NOT NULL,
    deleted_at BIGINT,
    number VARCHAR NOT NULL,
    revision INTEGER NOT NULL,
    root_id BLOB NOT NULL,
    is_current BOOLEAN NOT NULL,
    customer_id BLOB NOT NULL,
    contact_id BLOB,
    title VARCHAR NOT NULL,
    status VARCHAR NOT NULL,
    currency VARCHAR NOT NULL,
    language VARCHAR NOT NULL,
    rounding VARCHAR NOT NULL,
    rounding_mode VARCHAR NOT NULL,
    issued_on DATE NOT NULL,
    valid_until DATE NOT NULL,
    payment_terms VARCHAR NOT NULL,
    delivery_terms VARCHAR NOT NULL,
    terms VARCHAR NOT NULL,
    note VARCHAR NOT NULL,
    discount_percent BIGINT NOT NULL,
    discount_amount BIGINT NOT NULL,
    net BIGINT NOT NULL,
    tax BIGINT NOT NULL,
    gross BIGINT NOT NULL,
    base_rate BIGINT,
    base_rate_on DATE,
    base_rate_source VARCHAR NOT NULL,
    buyer TEXT NOT NULL,
    seller TEXT NOT NULL,
    owner_id BLOB,
    sent_at BIGINT,
    decided_at BIGINT,
    reason VARCHAR NOT NULL,
    CONSTRAINT pk_quotes PRIMARY KEY (id),
    CONSTRAINT fk_quotes_customer_id FOREIGN KEY(customer_id) REFERENCES customers (id),
    CONSTRAINT fk_quotes_contact_id FOREIGN KEY(contact_id) REFERENCES contacts (id)
);

CREATE INDEX ix_quotes_number ON quotes (deleted_at, is_current, number, id);

CREATE INDEX ix_quotes_current ON quotes (deleted_at, is_current);

CREATE INDEX ix_quotes_sums ON quotes (deleted_at, is_current, currency, status, gross);

CREATE INDEX ix_quotes_revisions ON quotes (root_id, revision) WHERE deleted_at IS NULL;

CREATE INDEX ix_quotes_total ON quotes (deleted_at, is_current, gross, id);

CREATE INDEX ix_quotes_customer ON quotes (deleted_at, is_current, customer_id, issued_on, id);

CREATE UNIQUE INDEX ix_quotes_unique_number ON quotes (number, revision) WHERE deleted_at IS NULL;

CREATE INDEX ix_quotes_status ON quotes (deleted_at, is_current, status, issued_on, id);

CREATE INDEX ix_quotes_newest ON quotes (deleted_at, is_current, issued_on, id);

CREATE INDEX ix_quotes_valid_until ON quotes (deleted_at, is_current, valid_until, id);

CREATE TABLE quote_lines (
    id BLOB NOT NULL,
    scope_id VARCHAR NOT NULL,
    seq BIGINT,
    version INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    edited_at BIGINT NOT NULL,
    deleted_at BIGINT,
    quote_id BLOB NOT NULL,
    position INTEGER NOT NULL,
    product_id BLOB,
    code VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    spec VARCHAR NOT NULL,
    unit VARCHAR NOT NULL,
    quantity BIGINT NOT NULL,
    unit_price BIGINT NOT NULL,
    tax_included BOOLEAN NOT NULL,
    discount_percent BIGINT NOT NULL,
    discount_amount BIGINT NOT NULL,
    tax_rate BIGINT NOT NULL,
    price_chain TEXT NOT NULL,
    optional BOOLEAN NOT NULL,
    section VARCHAR NOT NULL,
    note VARCHAR NOT NULL,
    net BIGINT NOT NULL,
    tax BIGINT NOT NULL,
    gross BIGINT NOT NULL,
    CONSTRAINT pk_quote_lines PRIMARY KEY (id),
    CONSTRAINT fk_quote_lines_quote_id FOREIGN KEY(quote_id) REFERENCES quotes (id)
);

CREATE INDEX ix_quote_lines_quote ON quote_lines (quote_id, position, id) WHERE deleted_at IS NULL;

CREATE INDEX ix_quote_lines_product ON quote_lines (product_id, id) WHERE deleted_at IS NULL AND product_id IS NOT NULL;

CREATE TABLE issued_papers (
    id BLOB NOT NULL,
    scope_id VARCHAR NOT NULL,
    seq BIGINT,
    version INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    edited_at BIGINT NOT NULL,
    deleted_at BIGINT,
    quote_id BLOB NOT NULL,
    revision INTEGER NOT NULL,
    language VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL,
    size INTEGER NOT NULL,
    pages INTEGER NOT NULL,
    made_at BIGINT NOT NULL,
    file_id VARCHAR NOT NULL,
    CONSTRAINT pk_issued_papers PRIMARY KEY (id),
    CONSTRAINT fk_issued_papers_quote_id FOREIGN KEY(quote_id) REFERENCES quotes (id)
);

CREATE INDEX ix_issued_papers_quote ON issued_papers (quote_id, made_at, id) WHERE deleted_at IS NULL;

CREATE TABLE activities (
    id BLOB NOT NULL,
    scope_id VARCHAR NOT NULL,
    seq BIGINT,
    version INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    edited_at BIGINT NOT NULL,
    deleted_at BIGINT,
    customer_id BLOB NOT NULL,
    contact_id BLOB,
    quote_id BLOB,
    kind VARCHAR NOT NULL,
    subject VARCHAR NOT NULL,
    body VARCHAR NOT NULL,
    happens_at BIGINT NOT NULL,
    all_day_on DATE,
    zone VARCHAR NOT NULL,
    done_at BIGINT,
    outcome VARCHAR NOT NULL,
    owner_id BLOB,
    CONSTRAINT pk_activities PRIMARY KEY (id),
    CONSTRAINT fk_activities_customer_id FOREIGN KEY(customer_id) REFERENCES customers (id),
    CONSTRAINT fk_activities_contact_id FOREIGN KEY(contact_id) REFERENCES contacts (id),
    CONSTRAINT fk_activities_quote_id FOREIGN KEY(quote_id) REFERENCES quotes (id)
);

CREATE INDEX ix_activities_open ON activities (deleted_at, done_at, happens_at, id);

CREATE INDEX ix_activities_customer ON activities (deleted_at, customer_id, happens_at, id);

CREATE INDEX ix_activities_quote ON activities (quote_id, happens_at, id) WHERE deleted_at IS NULL AND quote_id IS NOT NULL;

ANALYZE sqlite_master;

INSERT INTO sqlite_stat1 VALUES ('customers', 'ix_customers_city', '1000000 1000000 1000 1 1 sz=78');

INSERT INTO sqlite_stat1 VALUES ('customers', 'ix_customers_contacted', '1000000 1000000 1000 1 sz=54');

INSERT INTO sqlite_stat1 VALUES ('customers', 'ix_customers_core_name', '1000000 1000000 1000 1 sz=54');

INSERT INTO sqlite_stat1 VALUES ('customers', 'ix_customers_follow_up', '1000000 1000000 1000 1 sz=54');

INSERT INTO sqlite_stat1 VALUES ('customers', 'ix_customers_grade', '1000000 1000000 250000 250 1 sz=60');

INSERT INTO sqlite_stat1 VALUES ('customers', 'ix_customers_lifecycle', '1000000 1000000 300000 300 1 sz=60');

INSERT INTO sqlite_stat1 VALUES ('customers', 'ix_customers_name', '1000000 1000000 1000 1 sz=54');

INSERT INTO sqlite_stat1 VALUES ('customers', 'ix_customers_newest', '1000000 1000000 1 sz=30');

INSERT INTO sqlite_stat1 VALUES ('customers', 'ix_customers_owner', '1000000 1000000 1000 1 1 sz=78');

INSERT INTO sqlite_stat1 VALUES ('customers', 'ix_customers_province', '1000000 1000000 1000 1 1 sz=78');

INSERT INTO sqlite_stat1 VALUES ('contacts', 'ix_contacts_customer', '1000000 1000000 10 1 1 sz=78');

INSERT INTO sqlite_stat1 VALUES ('contacts', 'ix_contacts_name', '1000000 1000000 1000 1 sz=54');

INSERT INTO sqlite_stat1 VALUES ('activities', 'ix_activities_customer', '1000000 1000000 10 1 1 sz=78');

INSERT INTO sqlite_stat1 VALUES ('activities', 'ix_activities_open', '1000000 1000000 500000 500 1 sz=60');

INSERT INTO sqlite_stat1 VALUES ('products', 'ix_products_by_code', '1000000 1000000 1000 1 sz=54');

INSERT INTO sqlite_stat1 VALUES ('products', 'ix_products_category', '1000000 1000000 1000 1 1 sz=78');

INSERT INTO sqlite_stat1 VALUES ('products', 'ix_products_name', '1000000 1000000 1000 1 sz=54');

INSERT INTO sqlite_stat1 VALUES ('products', 'ix_products_price', '1000000 1000000 1000 1 sz=54');

INSERT INTO sqlite_stat1 VALUES ('quotes', 'ix_quotes_current', '1000000 1000000 500000 sz=12');

INSERT INTO sqlite_stat1 VALUES ('quotes', 'ix_quotes_customer', '1000000 1000000 500000 5 1 1 sz=84');

INSERT INTO sqlite_stat1 VALUES ('quotes', 'ix_quotes_newest', '1000000 1000000 500000 500 1 sz=60');

INSERT INTO sqlite_stat1 VALUES ('quotes', 'ix_quotes_number', '1000000 1000000 500000 500 1 sz=60');

INSERT INTO sqlite_stat1 VALUES ('quotes', 'ix_quotes_status', '1000000 1000000 500000 75000 75 1 sz=66');

INSERT INTO sqlite_stat1 VALUES ('quotes', 'ix_quotes_sums', '1000000 1000000 500000 500 75 1 sz=66');

INSERT INTO sqlite_stat1 VALUES ('quotes', 'ix_quotes_total', '1000000 1000000 500000 500 1 sz=60');

INSERT INTO sqlite_stat1 VALUES ('quotes', 'ix_quotes_valid_until', '1000000 1000000 500000 500 1 sz=60');

ANALYZE sqlite_master;
