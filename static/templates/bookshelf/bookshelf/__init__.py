"""A shelf of books: pages, forms and a JSON API on SQLite."""
