"""Worker processes against a platform that fails, while somebody kills, freezes and crashes them."""
