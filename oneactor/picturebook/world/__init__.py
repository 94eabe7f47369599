"""The drawn story world: what can be in a picture, how it is drawn and how people would describe it. No torch here."""
