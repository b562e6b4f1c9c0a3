"""The checks of homework 1: one module per question, in the order in which the report lists them.

Visible checks show a shape and one worked value; hidden ones draw fresh inputs and test the property that matters.
Losses and samplers are asked about models of the checks' own, so a slip in one question costs nothing in the next.
"""

import q1_likelihood  # noqa: F401
import q2_mixture  # noqa: F401
import q3_convolution  # noqa: F401
import q4_attention  # noqa: F401
import q5_gpt  # noqa: F401
import q6_sequences  # noqa: F401
import q7_sampling  # noqa: F401
