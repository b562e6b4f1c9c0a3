# The host's way to Python packages, for the build of the image and never in it.

# pip_setting NAME: the host's value, from PIP_NAME or pip's configuration; several values on one line.
pip_setting() {
  local variable value
  variable=PIP_$(tr 'a-z-' 'A-Z_' <<<"$1")
  value=${!variable:-}
  if [ -z "$value" ] && has python3; then
    value=$(python3 -m pip config get "global.$1" 2>/dev/null || true)
  fi
  tr '\n' ' ' <<<"$value"
}

# write_pip_conf FILE: the settings that hold inside the build as well; folders of the host do not.
write_pip_conf() {
  local name word words
  echo '[global]' >"$1"
  for name in index-url extra-index-url trusted-host proxy timeout default-timeout retries; do
    words=
    for word in $(pip_setting "$name"); do
      case $word in file:* | /*) ;; *) words+=" $word" ;; esac
    done
    if [ -n "$words" ]; then echo "$name =$words" >>"$1"; fi
  done
}

# ca_bundle: the file of certificates that this host trusts, or nothing.
ca_bundle() {
  local file
  for file in "$(pip_setting cert)" "${SSL_CERT_FILE:-}" "${REQUESTS_CA_BUNDLE:-}" /etc/ssl/certs/ca-certificates.crt \
    /etc/pki/tls/certs/ca-bundle.crt; do
    file=${file% }
    if [ -r "$file" ]; then
      echo "$file"
      return
    fi
  done
}

# copy_torch_wheel FOLDER: the CPU wheel that requirements.txt asks for, where a find-links folder of the host has it.
copy_torch_wheel() {
  local version folder wheel
  version=$(sed -n 's/^torch==//p' "$package_dir/docker/requirements.txt")
  for folder in $(pip_setting find-links); do
    for wheel in "${folder#file://}/torch-$version-cp311-"*"$(uname -m).whl"; do
      if [ -r "$wheel" ]; then cp --preserve=timestamps "$wheel" "$1/"; fi
    done
  done
}
