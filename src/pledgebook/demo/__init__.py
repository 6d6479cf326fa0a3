"""The demonstration: a sample of invented reports about real public figures, read into a book and shown."""

from pledgebook.demo.demo import demo_reports, run_demo

__all__ = ["demo_reports", "run_demo"]
