"""WHO IS TOLD. Notices in the portal."""
