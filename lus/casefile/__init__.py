"""The case file (docs/case-file.md): a question to the rules without a database, and their answer."""
