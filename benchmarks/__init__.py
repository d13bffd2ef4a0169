"""What is promised about speed, measured: one script a promise, each beside a control."""
