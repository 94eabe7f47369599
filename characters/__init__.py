"""Who is in the story: characters, their candidates and the cards that were learnt."""
