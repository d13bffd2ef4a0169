"""Pages of the audit: the record, the tools for a person's records, retention."""
