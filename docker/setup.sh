#!/usr/bin/env bash
# Makes a fresh Debian or Ubuntu machine with Node.js able to run Assay: packages, build, Docker Engine, redis-server,
# images. Idempotent: what is there stays as it is, and a machine that is ready costs a second or two.
#
# `--gpu` also builds the student's image for machines with NVIDIA GPUs; `--tests` installs what only tests need, a browser;
# `--print` what `assay written` prints with, a browser and fonts.
#
# All output is for a person and goes to stderr. ASSAY_STATE_DIR moves the state folder; ASSAY_ENGINE_PID_FILE names a file
# that gets the engine's pid if this run had to start one by hand.
set -euo pipefail

setup_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/setup
for part in common apt node engine redis builder base pip images testing printing; do
  # shellcheck source=/dev/null
  . "$setup_dir/$part.sh"
done

purpose=${1:-}

# Nothing is changed before everything that needs a person is known.
require() {
  local missing
  missing=$(missing_node)
  if ! is_root || ! has apt-get; then
    missing+=$'\n'$(missing_compiler)$'\n'$(missing_engine)$'\n'$(missing_builder)$'\n'$(missing_redis)
    if [ "$purpose" = --tests ]; then missing+=$'\n'$(missing_testing); fi
    if [ "$purpose" = --print ]; then missing+=$'\n'$(missing_printing); fi
  fi
  missing=$(sed '/^$/d' <<<"$missing")
  if [ -z "$missing" ]; then return; fi
  say 'missing on this machine; nothing was changed. Operator: install these, or run the set-up as root on Debian or Ubuntu.'
  while read -r line; do say "  $line"; done <<<"$missing"
  exit 1
}

require
# One set-up at a time: two at once would build the same image twice.
mkdir -p "$state_dir"
exec 9>"$state_dir/setup.lock"
flock 9

install_node_modules
ensure_engine
ensure_redis
ensure_images
case $purpose in
--gpu) ensure_gpu_image ;;
--tests) ensure_testing ;;
--print) ensure_printing ;;
esac
build_typescript
say 'ready'
