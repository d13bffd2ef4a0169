"""Staff take in what comes by other roads: petitions, meetings, paper, phone, files."""
