CREATE TABLE allotments (
    id BLOB NOT NULL,
    scope_id VARCHAR NOT NULL,
    seq BIGINT,
    version INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    edited_at BIGINT NOT NULL,
    deleted_at BIGINT,
    warehouse_id BLOB NOT NULL,
    product_id BLOB NOT NULL,
    holder_id BLOB NOT NULL,
    device_id BLOB,
    quantity BIGINT NOT NULL,
    remaining BIGINT NOT NULL,
    until DATE,
    occasion VARCHAR NOT NULL,
    edited_by BLOB,
    CONSTRAINT pk_allotments PRIMARY KEY (id)
);

CREATE INDEX ix_allotments_product ON allotments (product_id, holder_id) WHERE deleted_at IS NULL;

CREATE TABLE stock_levels (
    id BLOB NOT NULL,
    scope_id VARCHAR NOT NULL,
    seq BIGINT,
    version INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    edited_at BIGINT NOT NULL,
    deleted_at BIGINT,
    warehouse_id BLOB NOT NULL,
    product_id BLOB NOT NULL,
    on_hand BIGINT NOT NULL,
    reserved BIGINT NOT NULL,
    allotted BIGINT NOT NULL,
    edited_by BLOB,
    CONSTRAINT pk_stock_levels PRIMARY KEY (id),
    CONSTRAINT ck_stock_levels_on_hand CHECK (on_hand >= 0),
    CONSTRAINT ck_stock_levels_reserved CHECK (reserved >= 0),
    CONSTRAINT ck_stock_levels_allotted CHECK (allotted >= 0),
    CONSTRAINT ck_stock_levels_promised_once CHECK (reserved + allotted <= on_hand)
);

CREATE INDEX ix_stock_levels_product ON stock_levels (product_id, warehouse_id) WHERE deleted_at IS NULL;

CREATE TABLE stock_movements (
    id BLOB NOT NULL,
    scope_id VARCHAR NOT NULL,
    seq BIGINT,
    version INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    edited_at BIGINT NOT NULL,
    deleted_at BIGINT,
    warehouse_id BLOB NOT NULL,
    product_id BLOB NOT NULL,
    kind VARCHAR NOT NULL,
    quantity BIGINT NOT NULL,
    reason VARCHAR NOT NULL,
    reference VARCHAR NOT NULL,
    transfer_id BLOB,
    edited_by BLOB,
    CONSTRAINT pk_stock_movements PRIMARY KEY (id)
);

CREATE TABLE warehouses (
    id BLOB NOT NULL,
    scope_id VARCHAR NOT NULL,
    seq BIGINT,
    version INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    edited_at BIGINT NOT NULL,
    deleted_at BIGINT,
    code VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    is_active BOOLEAN NOT NULL,
    edited_by BLOB,
    CONSTRAINT pk_warehouses PRIMARY KEY (id)
);

CREATE TABLE stock_reservations (
    id BLOB NOT NULL,
    scope_id VARCHAR NOT NULL,
    seq BIGINT,
    version INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    edited_at BIGINT NOT NULL,
    deleted_at BIGINT,
    quote_id BLOB NOT NULL,
    warehouse_id BLOB NOT NULL,
    product_id BLOB NOT NULL,
    owner_id BLOB,
    allotment_id BLOB,
    quantity BIGINT NOT NULL,
    state VARCHAR NOT NULL,
    edited_by BLOB,
    CONSTRAINT pk_stock_reservations PRIMARY KEY (id),
    CONSTRAINT fk_stock_reservations_quote_id FOREIGN KEY(quote_id) REFERENCES quotes (id)
);

CREATE INDEX ix_stock_reservations_product ON stock_reservations (product_id, id) WHERE deleted_at IS NULL;

CREATE INDEX ix_stock_reservations_quote ON stock_reservations (quote_id, id) WHERE deleted_at IS NULL;
