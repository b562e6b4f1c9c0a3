"""The checks of homework 3: one module per question, in the order in which the report lists them.

Visible checks show a shape and one worked value; hidden ones draw fresh inputs and test the property that matters.
Question 5 builds on question 1, and a flow on its layers: `common.once` sees to it that a slip there costs once.
"""

import q1_losses  # noqa: F401
import q2_game  # noqa: F401
import q3_penalty  # noqa: F401
import q4_spectral  # noqa: F401
import q5_step  # noqa: F401
import q6_flow  # noqa: F401
import q7_frechet  # noqa: F401
