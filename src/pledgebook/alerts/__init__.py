"""Alerts: rules on what enters the book, what was told already, and where it is told."""
