#!/usr/bin/env bash
# docker/with-setup.sh [--tests] COMMAND…: sets the machine up (docker/setup.sh), runs the command, and ends with its
# exit code; `--tests` also with what only tests need.
# A Docker Engine that this run had to start by hand is stopped at the end; one that was there keeps running.
set -euo pipefail

docker_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$docker_dir/setup/common.sh"
. "$docker_dir/setup/engine.sh"

purpose=
if [ "${1:-}" = --tests ]; then purpose=--tests && shift; fi
if [ "$#" -eq 0 ]; then fail 'usage: docker/with-setup.sh [--tests] COMMAND [ARGUMENT…]'; fi

ASSAY_ENGINE_PID_FILE=$(mktemp)
stop_engine() {
  local pid
  pid=$(cat "$ASSAY_ENGINE_PID_FILE")
  rm -f "$ASSAY_ENGINE_PID_FILE"
  if [ -z "$pid" ]; then return; fi
  stop_process "$pid"
  say 'stopped the Docker Engine that the set-up had started'
}
trap stop_engine EXIT

ASSAY_ENGINE_PID_FILE=$ASSAY_ENGINE_PID_FILE bash "$docker_dir/setup.sh" $purpose

# The command runs beside this shell, so that a signal reaches it at once and the engine stops after it. A shell makes
# such a command ignore SIGINT: env undoes that. Ctrl-C at a terminal reaches the command by itself; passed on as well,
# it would count twice.
env --default-signal=INT,QUIT "$@" <&0 &
command_pid=$!
signalled=
forward() {
  signalled=$1
  if [ "$1" = INT ] && [ -t 0 ]; then return; fi
  kill -s "$1" "$command_pid" 2>/dev/null || true
}
for signal in INT TERM HUP; do
  # shellcheck disable=SC2064 # the name is meant now
  trap "forward $signal" "$signal"
done

# A signal that is trapped ends `wait` before the command has ended.
while :; do
  signalled=
  status=0
  wait "$command_pid" || status=$?
  if [ -z "$signalled" ]; then break; fi
done
exit "$status"
