# The image that all others start from: debian:bookworm-slim, from a registry, or else made of Debian's own packages.

base_image=debian:bookworm-slim

ensure_base() {
  if docker image inspect "$base_image" >/dev/null 2>&1; then return; fi
  local start=$SECONDS
  if timeout 60 docker pull --quiet "$base_image" >/dev/null 2>&1 </dev/null; then
    say "pulled $base_image ($((SECONDS - start)) s)"
    return
  fi
  if ! is_root; then
    fail "$base_image is not on this engine and cannot be pulled. Operator: docker pull $base_image, or run this as root," \
      'which makes the image of Debian packages with debootstrap.'
  fi
  if ! has debootstrap; then step 'installed debootstrap' apt_install debootstrap 'debian-archive-keyring?'; fi
  say "making $base_image of Debian's packages, about 1 minute …"
  step "no registry answered: made $base_image of Debian's packages with debootstrap" import_base
}

import_base() (
  set -e
  mirror=$(debian_mirror)
  root=$(mktemp -d)
  trap 'rm -rf "$root"' EXIT
  # Without a mirror of the machine's own, debootstrap's default.
  timeout 600 debootstrap --variant=minbase bookworm "$root" ${mirror:+"$mirror"}
  rm -rf "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/* "$root"/usr/share/doc/*
  tar -C "$root" --one-file-system -c . | docker import --change 'CMD ["bash"]' - "$base_image"
)

# The machine's own mirror of Debian, as apt understands its sources, whichever release it takes from there; or nothing.
debian_mirror() {
  apt-get indextargets --format '$(LABEL) $(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
    sed -n 's/^Debian //p' | head -n 1
}
