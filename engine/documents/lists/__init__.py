"""Lists as towns keep them: headings recognised, cells understood, what is missing told."""
