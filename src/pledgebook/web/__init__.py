"""The book on the desk: pages, review and an API over HTTP; `create_app` in `pledgebook.web.app` makes the application."""
