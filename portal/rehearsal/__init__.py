"""The rehearsal: invented material and people, marked as such, and the players who act through the services."""
