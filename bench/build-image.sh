#!/usr/bin/env bash
# bench/build-image.sh NAME STUDENT_IMAGE: builds the baseline's image on top of the student's, as set-up builds its own.
set -euo pipefail

package_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
for part in common apt builder pip images; do . "$package_dir/docker/setup/$part.sh"; done

build_baseline() (
  set -e
  context=$(mktemp -d)
  trap 'rm -rf "$context"' EXIT
  mkdir "$context/empty"
  write_pip_conf "$context/pip.conf"
  bundle=$(ca_bundle)
  build_image "$1" --file "$package_dir/bench/nbclient.Dockerfile" --build-arg "STUDENT_IMAGE=$2" \
    --secret "id=ca,src=${bundle:-/dev/null}" --secret "id=pip,src=$context/pip.conf" \
    --build-arg HTTP_PROXY --build-arg HTTPS_PROXY --build-arg NO_PROXY "$context/empty"
)

if image_exists "$1"; then exit 0; fi
ensure_builder
step "built $1" build_baseline "$1" "$2"
