"""The sealed package of a finished round: what is in it, how it is signed, and how anyone proves it offline."""
