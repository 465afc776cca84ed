"""Making the report and the letters: facts, their words, the blocks, the files."""
