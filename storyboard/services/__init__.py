"""Decisions: about stories with their casts and pages, and about panels and books."""
