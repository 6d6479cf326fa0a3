"""What people decide on a book: taken, kept, undone, carried elsewhere, and what is worth deciding next."""
