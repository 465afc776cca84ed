"""What the portal costs, measured: ``python -m benchmarks``, or ``script/bench`` with servers of its own."""
