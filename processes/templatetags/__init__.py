"""Template helpers of the room «Hồ sơ»."""
