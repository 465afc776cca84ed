"""Two writers of ``reports.blocks``: PDF through Typst, DOCX through python-docx. Same blocks, same bytes."""
