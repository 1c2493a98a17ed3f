"""What was found in books, in the forms that other programs read: data in, text out, one form a module."""
