#!/bin/bash
# Runs once, as root, when Gradescope builds the image. Nothing is installed: the forwarder needs Python alone.
set -eu
cd "$(dirname "$0")"
chmod 600 assay.json
chmod 755 run_autograder
/usr/bin/python3 -c 'import sys, ssl; sys.exit(sys.version_info < (3, 9))' || {
  echo 'The forwarder needs Python 3.9 or newer with ssl. Course staff: choose the base image Ubuntu 22.04.'
  exit 1
}
