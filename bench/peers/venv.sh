#!/usr/bin/env bash
# bench/peers/venv.sh DIR: a virtual environment with the other graders and the packages that the homework imports.
set -euo pipefail

package_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
for part in common pip; do . "$package_dir/docker/setup/$part.sh"; done

if [ -x "$1/bin/otter" ] && [ -x "$1/bin/nbgrader" ]; then exit 0; fi
say 'installing the other graders into a virtual environment; this takes a few minutes'
wheels=$(mktemp -d)
trap 'rm -rf "$wheels"' EXIT
python3 -m venv "$1"
requirements=$package_dir/docker/requirements.txt
pip() { "$1/bin/python" -m pip install --quiet --only-binary :all: "${@:2}"; }
# The same builds as in the images; torch from its own place, which never is a build for another processor.
copy_torch_wheel "$wheels"
if ls "$wheels"/torch-*.whl >/dev/null 2>&1; then pip "$1" "$wheels"/torch-*.whl
else pip "$1" --index-url "$(sed -n 's/^ARG TORCH_INDEX=//p' "$package_dir/docker/python.Dockerfile")" "$(grep '^torch==' "$requirements")"; fi
pip "$1" $(grep -E '^(numpy|matplotlib)==' "$requirements") otter-grader==7.0.0 nbgrader==0.9.6
