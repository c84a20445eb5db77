CREATE INDEX ix_contacts_birthday ON contacts (substr(birthday, 6)) WHERE deleted_at IS NULL AND birthday IS NOT NULL;

CREATE INDEX ix_quotes_bought ON quotes (status, deleted_at, is_current, customer_id, issued_on) WHERE status = 'accepted';
