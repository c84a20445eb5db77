CREATE INDEX ix_contacts_birthday ON contacts (substr(birthday, 6)) WHERE deleted_at IS NULL AND birthday IS NOT NULL;

CREATE INDEX ix_quotes_bought ON quotes (status, deleted_at, is_current, customer_id, issued_on) WHERE status = 'accepted';

DROP INDEX ix_activities_open;

CREATE INDEX ix_activities_open ON activities (deleted_at, done_at, happens_at, id, customer_id);

INSERT INTO sqlite_stat1 VALUES ('activities', 'ix_activities_open', '1000000 1000000 500000 500 1 1 sz=84');
