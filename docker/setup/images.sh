# The project's images. Each is named by the hash of its sources (source-hash.mjs): a name that exists is up to date.

ensure_images() {
  local names python student checker validator
  names=$(node "$package_dir/docker/setup/source-hash.mjs" python student checker validator) ||
    fail 'the sources of the images cannot be read. Operator: get a whole copy of the project.'
  { read -r python && read -r student && read -r checker && read -r validator; } <<<"$names"
  if image_exists "$student" && image_exists "$checker" && image_exists "$validator"; then return; fi

  ensure_builder
  if ! image_exists "$python"; then
    ensure_base
    say 'building the images with Python and torch, about 2 minutes …'
    step "built $python: Debian, Python, torch" build_python "$python"
  fi
  if ! image_exists "$student"; then step "built $student" build_on_python student "$student" "$python"; fi
  if ! image_exists "$checker"; then step "built $checker" build_on_python checker "$checker" "$python"; fi
  if ! image_exists "$validator"; then step "built $validator" build_on_python validator "$validator" "$checker"; fi
  remove_superseded "$python" "$student" "$checker" "$validator"
}

# For machines with GPUs, and only where it is asked for: 3 GB to fetch, 6 GB on the disk.
ensure_gpu_image() {
  local names python python_gpu student_gpu
  names=$(node "$package_dir/docker/setup/source-hash.mjs" python python-gpu student-gpu)
  { read -r python && read -r python_gpu && read -r student_gpu; } <<<"$names"
  if image_exists "$student_gpu"; then return; fi
  ensure_builder
  if ! image_exists "$python_gpu"; then
    step "built $python_gpu: torch with CUDA" build_python_gpu "$python_gpu" "$python"
  fi
  step "built $student_gpu" build_on_python student "$student_gpu" "$python_gpu"
  remove_superseded "$python_gpu" "$student_gpu"
}

# build_python_gpu NAME PYTHON_IMAGE
build_python_gpu() (
  set -e
  context=$(mktemp -d)
  trap 'rm -rf "$context"' EXIT
  mkdir "$context/image"
  cp "$package_dir/docker/requirements.txt" "$context/image/"
  build_with_pip "$1" python-gpu "$context" --build-arg "PYTHON_IMAGE=$2"
)

# build_with_pip NAME DOCKERFILE CONTEXT OPTION…: CONTEXT/image is the build's context; pip gets the host's settings.
build_with_pip() {
  local name=$1 dockerfile=$2 context=$3 bundle
  shift 3
  write_pip_conf "$context/pip.conf"
  bundle=$(ca_bundle)
  # Proxy variables without a value are passed on from the environment, and BuildKit keeps them out of the history.
  build_image "$name" --file "$package_dir/docker/$dockerfile.Dockerfile" \
    --secret "id=ca,src=${bundle:-/dev/null}" --secret "id=pip,src=$context/pip.conf" \
    --build-arg HTTP_PROXY --build-arg HTTPS_PROXY --build-arg NO_PROXY "$@" "$context/image"
}

image_exists() { docker image inspect "$1" >/dev/null 2>&1; }

# build_image NAME OPTION… CONTEXT
build_image() {
  local name=$1
  shift
  timeout 1500 "${builder[@]}" --network host --label "org.assay.source=${name#*:}" --tag "$name" "$@"
}

build_python() (
  set -e
  context=$(mktemp -d)
  trap 'rm -rf "$context"' EXIT
  mkdir "$context/image" "$context/image/wheels"
  cp "$package_dir/docker/requirements.txt" "$context/image/"
  copy_torch_wheel "$context/image/wheels"
  build_with_pip "$1" python "$context"
)

# build_on_python ROLE NAME PYTHON_IMAGE
build_on_python() {
  build_image "$2" --file "$package_dir/docker/$1.Dockerfile" --build-arg "PYTHON_IMAGE=$3" "$package_dir/sandbox"
}

# Some superseded images stay, since another checkout on this engine may be using them: of the small ones, which share
# their layers, more than of the large one.
remove_superseded() {
  local name keep
  for name in "$@"; do
    case ${name%:*} in *-python-gpu) keep=1 ;; *-python) keep=2 ;; *-gpu) keep=4 ;; *) keep=12 ;; esac
    remove_older "$name" "$keep"
  done
}

# remove_older NAME KEEP: the images that NAME has taken the place of, but for so many. What a container uses stays as
# well, since nothing is forced.
remove_older() {
  local old
  for old in $(docker images --filter label=org.assay.source --format '{{.Repository}}:{{.Tag}}' "${1%:*}" |
    grep -vxF "$1" | tail -n "+$(($2 + 1))"); do
    timeout 60 docker rmi "$old" >/dev/null 2>&1 </dev/null || true
  done
}
