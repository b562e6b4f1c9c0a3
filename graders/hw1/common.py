"""What the checks of several questions share."""

HIDDEN = "after_published"
