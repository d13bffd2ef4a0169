"""Who read what: every page that shows personal details leaves an Event."""
