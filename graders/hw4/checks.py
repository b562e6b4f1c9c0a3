"""The checks of homework 4: one module per question, in the order in which the report lists them.

Visible checks show a shape and one worked value; hidden ones draw fresh inputs and test the property that matters.
Each question gets its own constants `c` from the checks, so a slip in one question costs nothing in the next.
"""

import q1_schedules  # noqa: F401
import q2_forward  # noqa: F401
import q3_posterior  # noqa: F401
import q4_loss  # noqa: F401
import q5_sampling  # noqa: F401
import q6_ddim  # noqa: F401
import q7_guidance  # noqa: F401
import q8_training  # noqa: F401
