"""What changes a fact of the review: each function one act, one transaction, one line in the record."""
