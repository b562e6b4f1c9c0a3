#!/usr/bin/env bash
# What `assay image` (src/courseImage/build.ts) has docker do for a course with packages of its own. FOLDER/image is the
# context of course.Dockerfile. All output for people goes to stderr.
#
#   course-image.sh lock FOLDER PYTHON_IMAGE               prints what the wishes add to it, one name==version a line
#   course-image.sh build FOLDER PYTHON_IMAGE PYTHON [ROLE=IMAGE…]  builds the course's PYTHON, and each role's IMAGE on it
set -euo pipefail

setup_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/setup
for part in common apt builder pip images; do
  # shellcheck source=/dev/null
  . "$setup_dir/$part.sh"
done

action=$1 folder=$2 python_image=$3
shift 3
image_exists "$python_image" || fail "The image $python_image is missing. Operator: build it with \`npm run setup\`."
ensure_builder

# build_course NAME OPTION…
build_course() {
  local name=$1 pip_image=assay-pip:${python_image#*:}
  shift
  build_image "$pip_image" --file "$package_dir/docker/python.Dockerfile" --target pip "$folder/image"
  remove_older "$pip_image" 2
  build_with_pip "$name" course "$folder" --build-arg "PYTHON_IMAGE=$python_image" --build-arg "PIP_IMAGE=$pip_image" "$@"
}

case $action in
lock)
  name=assay-course-lock:$$
  trap 'docker rmi "$name" >/dev/null 2>&1 || true' EXIT
  step 'resolved the packages of course.yaml' build_course "$name" --target lock
  docker run --rm --network none --entrypoint cat "$name" /lock.txt
  ;;
build)
  course_python=$1
  shift
  if ! image_exists "$course_python"; then step "built $course_python" build_course "$course_python"; fi
  for pair in "$@"; do
    role=${pair%%=*} name=${pair#*=} base=$course_python
    if [ "$role" = validator ]; then base=$checker; fi
    if [ "$role" = checker ]; then checker=$name; fi
    if ! image_exists "$name"; then step "built $name" build_on_python "${role%-gpu}" "$name" "$base"; fi
  done
  for name in "$course_python" "$@"; do remove_older "${name#*=}" 2; done
  ;;
esac
