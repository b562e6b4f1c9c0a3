"""The checker container's process: runs an assignment's checks and alone says what they found."""
