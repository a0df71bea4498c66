"""A second opinion on due dates: its own typed calendar, walked day by day and minute by minute. Imports nothing of ours."""
