"""Pages of the room «Tài liệu»: translation between request and office, nothing decided here."""
