"""What the checks of several questions share."""

from pathlib import Path

from assay import costs_once

HIDDEN = "after_published"

# A slip in questions 1 to 3 costs once.
once = costs_once(
    Path(__file__).with_name("stand_ins.py"),
    "gaussian_kl",
    "gaussian_kl_pair",
    "reparameterize",
    "bernoulli_log_likelihood",
    "gaussian_log_likelihood",
)
