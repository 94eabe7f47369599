"""A story, or one of its characters, as one file: out of the rows and into them again."""
