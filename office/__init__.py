"""The office itself: units, people, posts, calendar; and the kernel that every room uses (journal, files, jobs, signatures …)."""
