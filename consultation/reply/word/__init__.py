"""Word documents: a reply prepared in one is read, and a draft is written as one."""
