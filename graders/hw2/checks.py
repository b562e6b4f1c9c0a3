"""The checks of homework 2: one module per question, in the order in which the report lists them.

Visible checks show a shape and one worked value; hidden ones draw fresh inputs and test the property that matters.
Questions 4 and 7 build on earlier ones: `common.once` sees to it that a slip there costs nothing here.
"""

import q1_divergence  # noqa: F401
import q2_reparameterization  # noqa: F401
import q3_likelihoods  # noqa: F401
import q4_elbo  # noqa: F401
import q5_importance  # noqa: F401
import q6_quantization  # noqa: F401
import q7_bars  # noqa: F401
