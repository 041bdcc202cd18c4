"""The law data: dated TOML, and the loader that refuses what it does not know."""
