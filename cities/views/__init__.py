"""What a person is shown of what cities hand in."""
