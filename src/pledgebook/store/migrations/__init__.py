"""How the tables of a book came to be, one step a file; run when a book is opened."""
