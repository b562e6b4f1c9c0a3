# What every part of the set-up uses. Sourced by docker/setup.sh; not run by itself.

package_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
state_dir=${ASSAY_STATE_DIR:-${XDG_STATE_HOME:-${HOME:-/root}/.local/state}/assay}

# say TEXT: a line for the person who waits. Everything goes to stderr: stdout belongs to the command that follows.
say() { printf 'setup: %s\n' "$1" >&2; }

# fail TEXT…: the reason, whose turn it is, and what to do; ends the set-up.
fail() {
  for line in "$@"; do say "$line"; done
  exit 1
}

# step TITLE COMMAND…: runs a command that changes something; one line with its seconds, its output only if it fails.
# A subshell with errexit: bash ignores errexit in all that `if` or `||` judges, and a half-made thing must not go on.
step() {
  local title=$1 log start=$SECONDS status
  shift
  log=$(mktemp)
  set +e
  (
    set -e
    "$@"
  ) >"$log" 2>&1 </dev/null
  status=$?
  set -e
  if [ "$status" -ne 0 ]; then tail -n 40 "$log" >&2; fi
  rm -f "$log"
  if [ "$status" -ne 0 ]; then fail "$title: failed after $((SECONDS - start)) s; the end of its output is above"; fi
  say "$title ($((SECONDS - start)) s)"
}

has() { command -v "$1" >/dev/null 2>&1; }

is_root() { [ "$(id -u)" -eq 0 ]; }
