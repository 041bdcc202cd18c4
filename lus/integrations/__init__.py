"""What speaks to the world outside: here the printer."""
