"""A small Bayeux server, correct but for the mistakes it is told to make."""
