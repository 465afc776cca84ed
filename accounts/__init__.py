"""WHO. User, administrators, AuditEvent, record()."""
