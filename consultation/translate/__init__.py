"""Staff put a consultation's own texts into other languages; a second person checks them."""
