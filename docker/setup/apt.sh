# Debian and Ubuntu packages, without starting the services that some of them bring.

# apt_install PACKAGE…: as root. Of an optional package that this release does not have, say nothing: write it `name?`.
apt_install() (
  set -e
  export DEBIAN_FRONTEND=noninteractive
  policy=/usr/sbin/policy-rc.d
  # Debian asks this program whether a new package's service may start; 101 means no. An answer that the machine
  # already has is put back.
  if [ -e "$policy" ]; then mv "$policy" "$policy.before-assay"; fi
  trap 'rm -f "$policy"; if [ -e "$policy.before-assay" ]; then mv "$policy.before-assay" "$policy"; fi' EXIT
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod 755 "$policy"

  timeout 300 apt-get update -q -o DPkg::Lock::Timeout=120 ||
    echo 'the package lists could not all be refreshed; going on with what there is'
  packages=()
  for package in "$@"; do
    case $package in
    *\?) if apt-cache show "${package%\?}" >/dev/null 2>&1; then packages+=("${package%\?}"); fi ;;
    *) packages+=("$package") ;;
    esac
  done
  timeout 900 apt-get install -q -y --no-install-recommends -o DPkg::Lock::Timeout=120 "${packages[@]}"
)
