# Docker Engine: the one that answers is used as it is; else it is installed and started.

# Starting `docker` on a machine with no engine at DOCKER_HOST or the default socket must not take long.
engine_answers() { has docker && timeout 20 docker version --format '{{.Server.Version}}' >/dev/null 2>&1; }

# missing_engine: prints what a person without root has to do, if anything.
missing_engine() {
  if engine_answers; then return; fi
  if [ -n "${DOCKER_HOST:-}" ] && has docker; then
    echo "a Docker Engine that answers at DOCKER_HOST=$DOCKER_HOST: start it, or unset DOCKER_HOST"
  elif ! has docker; then
    echo 'Docker Engine: sudo apt-get install docker.io && sudo usermod -aG docker "$USER", then log in again'
  elif [ -S /var/run/docker.sock ] && [ ! -w /var/run/docker.sock ]; then
    echo 'the right to use Docker Engine: sudo usermod -aG docker "$USER", then log in again'
  else
    echo 'a running Docker Engine: sudo systemctl start docker'
  fi
}

ensure_engine() {
  if engine_answers; then return; fi
  if [ -n "${DOCKER_HOST:-}" ] && has docker; then
    fail "no Docker Engine answers at DOCKER_HOST=$DOCKER_HOST. Operator: start it, or unset DOCKER_HOST."
  fi
  if ! has dockerd; then
    step 'installed Docker Engine' apt_install docker.io 'docker-cli?' 'docker-buildx?' 'iptables?' 'cgroupfs-mount?'
    if engine_answers; then return; fi
  fi
  if [ -d /run/systemd/system ]; then
    step 'started Docker Engine (systemd)' start_engine_with_systemd
  else
    step 'started Docker Engine (by hand: no systemd here)' start_engine_by_hand
  fi
}

start_engine_with_systemd() {
  systemctl start docker
  await_engine
}

# The engine's process outlives this script, whose lock (file descriptor 9) it must not keep, and which tells its pid to
# the one that asked for it (docker/with-setup.sh).
# Containers of ours have no network, so an engine that cannot set up a bridge (no iptables in this kernel) will do.
start_engine_by_hand() {
  local log="$state_dir/dockerd.log" options
  mount_cgroups
  drop_stale_pid /var/run/docker/containerd/containerd.pid containerd
  for options in '' '--iptables=false --ip6tables=false --bridge=none'; do
    rm -f "$state_dir/dockerd.pid"
    # shellcheck disable=SC2086 # several options in one word
    setsid dockerd --exec-opt native.cgroupdriver=cgroupfs --pidfile "$state_dir/dockerd.pid" $options \
      >"$log" 2>&1 </dev/null 9>&- &
    if await_engine $!; then
      if [ -n "${ASSAY_ENGINE_PID_FILE:-}" ]; then cat "$state_dir/dockerd.pid" >"$ASSAY_ENGINE_PID_FILE"; fi
      return
    fi
    echo "dockerd $options ended or did not answer; its log ($log) ends with:"
    tail -n 15 "$log"
    stop_process $!
  done
  return 1
}

# await_engine [PID]: until the engine answers, its process ends, or a minute is over.
await_engine() {
  local tries
  for tries in $(seq 120); do
    if engine_answers; then return; fi
    if [ -n "${1:-}" ] && ! kill -0 "$1" 2>/dev/null; then return 1; fi
    sleep 0.5
  done
  echo "Docker Engine did not answer within a minute"
  return 1
}

# A machine whose first process is not an init system may lack the control groups that limit containers.
mount_cgroups() {
  if [ -n "$(ls -A /sys/fs/cgroup 2>/dev/null)" ]; then return; fi
  if has cgroupfs-mount; then cgroupfs-mount; else mount -t cgroup2 cgroup2 /sys/fs/cgroup; fi
}

# drop_stale_pid FILE NAME: a machine that was switched off leaves the file; its number may by now be another process's,
# for which dockerd would wait.
drop_stale_pid() {
  if [ -e "$1" ] && [ "$(cat "/proc/$(cat "$1")/comm" 2>/dev/null)" != "$2" ]; then rm -f "$1"; fi
}

# stop_process PID: asks, waits up to 20 s, then insists.
stop_process() {
  kill -TERM "$1" 2>/dev/null || return 0
  local tries
  for tries in $(seq 100); do
    if ! kill -0 "$1" 2>/dev/null; then return 0; fi
    sleep 0.2
  done
  kill -KILL "$1" 2>/dev/null || true
}
