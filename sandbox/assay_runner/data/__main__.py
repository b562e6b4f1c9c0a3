"""`python -m assay_runner.data wget …`"""

import sys

from .programs import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
