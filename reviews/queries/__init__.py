"""What is asked about judging. Visibility is a query and the only way to reach rows."""
