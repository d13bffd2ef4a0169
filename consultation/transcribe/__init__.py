"""Staff type in what came on paper, by phone, by e-mail or at a meeting; a second person checks."""
