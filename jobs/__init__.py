"""Work that outlives a request: the job row, its states, recovery and live events."""
