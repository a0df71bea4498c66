"""What the office maintains: controlled documents, their drafts and reviews, and the frozen issues that are in force."""
