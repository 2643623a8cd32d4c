CREATE TABLE system_config (
    id INTEGER PRIMARY KEY,
    config_key TEXT UNIQUE NOT NULL CHECK (length(config_key) <= 100),
    config_value TEXT NOT NULL,
    config_type TEXT DEFAULT 'string' CHECK (config_type IN ('string', 'integer', 'decimal', 'boolean', 'json')),
    description TEXT,
    is_sensitive INTEGER DEFAULT 0 CHECK (is_sensitive IN (0, 1)),
    created_at INTEGER DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER)),
    updated_at INTEGER DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER))
) STRICT;

CREATE INDEX idx_system_config_key ON system_config(config_key);

CREATE TABLE audit_logs (
    id TEXT NOT NULL PRIMARY KEY DEFAULT (lower(format('%s-%s-4%s-a%s-%s', hex(randomblob(4)), hex(randomblob(2)), substr(hex(randomblob(2)), 2), substr(hex(randomblob(2)), 2), hex(randomblob(6))))),
    user_id TEXT REFERENCES users(id),
    action TEXT NOT NULL CHECK (length(action) <= 100),
    resource_type TEXT NOT NULL CHECK (length(resource_type) <= 50),
    resource_id TEXT CHECK (length(resource_id) <= 100),
    old_values TEXT CHECK (json_valid(old_values)),
    new_values TEXT CHECK (json_valid(new_values)),
    ip_address TEXT,
    user_agent TEXT,
    created_at INTEGER DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER))
) STRICT;

CREATE INDEX idx_audit_logs_user_id ON audit_logs(user_id);
CREATE INDEX idx_audit_logs_action ON audit_logs(action);
CREATE INDEX idx_audit_logs_resource ON audit_logs(resource_type, resource_id);
CREATE INDEX idx_audit_logs_created_at ON audit_logs(created_at DESC);
