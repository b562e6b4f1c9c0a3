# Which docker command can build: the Dockerfiles need BuildKit. The first `docker` on PATH may be a client without it,
# while another one, the distribution's, has it.

# find_builder: sets the array `builder` to the command up to `build`; fails where none can.
find_builder() {
  local candidate major
  builder=()
  for candidate in $(type -ap docker); do
    if "$candidate" buildx version >/dev/null 2>&1; then
      # The engine's own builder, which bears the name of its context: others cannot start from an image of the engine.
      builder=("$candidate" buildx build --builder "$("$candidate" context show)" --load)
      return
    fi
    # Up to version 22 the client spoke to BuildKit by itself.
    major=$("$candidate" --version | sed -E 's/^[^0-9]*([0-9]+)\..*/\1/')
    if [ "${major:-99}" -lt 23 ]; then
      builder=(env DOCKER_BUILDKIT=1 "$candidate" build)
      return
    fi
  done
  return 1
}

missing_builder() {
  if has docker && ! find_builder; then echo 'a docker command that can build: sudo apt-get install docker-buildx'; fi
}

ensure_builder() {
  if find_builder; then return; fi
  # Where the release has no buildx package, its docker.io is old enough to build without.
  step 'installed a docker command that can build' apt_install 'docker-buildx?' docker.io
  hash -r
  find_builder || fail 'no docker command here can build images. Operator: install the buildx plugin of Docker.'
}
