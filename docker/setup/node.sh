# Node.js, the project's packages, and its compiled code.

# missing_node: prints what is missing, if anything.
missing_node() {
  if ! has node || ! has npm; then
    echo 'Node.js 20.19 or newer, with npm: https://nodejs.org/en/download'
  elif ! node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)'; then
    echo "Node.js 20.19 or newer (this is $(node --version)): https://nodejs.org/en/download"
  fi
}

# The stamp names the lock file and the Node.js that compiled modules were built for; it lies in node_modules, so that
# it goes when that folder goes.
install_node_modules() {
  local stamp="$package_dir/node_modules/.assay-stamp" wanted
  wanted="$(sha256sum <"$package_dir/package-lock.json") $(node -p 'process.versions.modules + process.arch')"
  if [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; then return; fi
  step 'installed the Node.js packages of package-lock.json' npm --prefix "$package_dir" ci --no-audit --no-fund
  echo "$wanted" >"$stamp"
}

# `tsc` writes its build info even where it finds errors, so a stamp of our own says that a build succeeded. It gets the
# time of the build's begin: a file saved during the build is newer.
build_typescript() {
  local stamp="$package_dir/dist/.assay-built" begin changed
  if [ -e "$stamp" ]; then
    changed=$(find "$package_dir"/src "$package_dir"/tsconfig*.json "$package_dir"/package-lock.json -newer "$stamp" -print -quit)
    if [ -z "$changed" ]; then return; fi
  fi
  begin=$(mktemp)
  step 'compiled the TypeScript sources' npm --prefix "$package_dir" run --silent build
  mkdir -p "$package_dir/dist"
  touch -r "$begin" "$stamp"
  rm -f "$begin"
}
