"""Setting up a round: every change refused with a sentence or done and recorded in one transaction."""
